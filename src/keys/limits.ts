import { InvalidPartError, show } from '../errors'

/** How long the encoded parts of one key may be, in characters; values that share parts can grow without end. */
export const MAX_LENGTH = 16 * 1024 * 1024

/** How many values one key may be made of, with those within others: they are counted before they are encoded. */
export const MAX_VALUES = 512 * 1024

/** Refuses texts that are too long together, before they are joined. */
export class LengthLimit {
  #length = 0

  check(text: string, at: unknown): string {
    this.#length += text.length
    if (this.#length <= MAX_LENGTH) return text
    throw tooMuch(`are longer than ${MAX_LENGTH} characters when encoded`, at)
  }
}

export function tooMuch(what: string, at: unknown): InvalidPartError {
  return new InvalidPartError(
    `The parts of this key ${what}; the limit was reached at ${show(at)}. Pass fewer values, or a digest of large ones.`,
  )
}
