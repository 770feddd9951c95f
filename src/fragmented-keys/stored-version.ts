import { HandlerFailedError, InvalidTagError, show } from '../errors'
import { nextVersion } from './version-steps'
import { parseVersion } from './version-text'

/** The version that stored text stands for. */
export function storedVersion(key: string, text: string): number {
  if (typeof text !== 'string')
    throw new HandlerFailedError(
      `The stored version of '${key}' must be text, not ${show(text)}. Check the cache handler.`,
    )
  const version = parseVersion(text)
  if (version !== undefined) return version
  throw new HandlerFailedError(`The stored version of '${key}' is not a number: '${text.slice(0, 50)}'. Reset the tag.`)
}

/** The version after an increment, which there is but for the largest number. */
export function incremented(key: string, version: number): number {
  const next = nextVersion(version)
  if (Number.isFinite(next)) return next
  throw new InvalidTagError(`The version ${version} of '${key}' can't be incremented. Reset it.`)
}

export function checkVersion(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new InvalidTagError(`A version must be a finite number, not ${show(value)}.`)
}
