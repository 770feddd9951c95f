import { InvalidTagError, show } from '../errors'

/** Which one of the tags with the same name. A whole number means the same as its text. */
export type TagInstance = string | number | bigint

/** Lone surrogates would all be hashed as one character. */
export function checkText(what: string, value: unknown): string {
  if (typeof value === 'string' && value.isWellFormed()) return value
  throw new InvalidTagError(`${what} must be text without lone surrogates, not ${show(value)}.`)
}

export function checkTagName(value: unknown): string {
  if (checkText('The name of a tag', value) !== '') return value as string
  throw new InvalidTagError('The name of a tag must not be empty.')
}

/** @returns the text of an instance; only of whole numbers, since others have two texts in two languages */
export function checkInstance(value: unknown): string {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value)
  if (typeof value !== 'number') return checkText('The instance of a tag', value)
  throw new InvalidTagError(
    `The instance of a tag must be text or a whole number, not ${show(value)}. Pass it as text.`,
  )
}
