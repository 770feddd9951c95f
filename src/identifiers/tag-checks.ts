import { InvalidTagError, show } from '../errors'

/** What tells one tag of a name from the next; numbers count as their text. */
export type TagInstance = string | number | bigint

/** Lone surrogates would all be hashed as one character. */
export function checkText(what: string, value: unknown): string {
  if (typeof value === 'string' && value.isWellFormed()) return value
  throw new InvalidTagError(`${what} must be well-formed text, not ${show(value)}.`)
}

export function checkTagName(value: unknown): string {
  if (checkText('The name of a tag', value) !== '') return value as string
  throw new InvalidTagError('The name of a tag must not be empty.')
}

/** @returns the text of an instance; only of whole numbers, since others have two texts in two languages */
export function checkInstance(value: unknown): string {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value)
  if (typeof value !== 'number') return checkText('The instance of a tag', value)
  throw new InvalidTagError(`The instance of a tag is text or a whole number, not ${show(value)}. Pass it as text.`)
}
