import { parseIdentifier } from '../identifiers/identifier'
import type { TokenSource } from './token-source'

/** Gives tokens, and says at the first of a row or a table that it was asked for, which nothing may ever bump. */
export class UnattachedSource implements TokenSource {
  readonly #source: TokenSource
  readonly #onTables: () => void
  #isTold = false

  constructor(source: TokenSource, onTables: () => void) {
    this.#source = source
    this.#onTables = onTables
  }

  read(identifiers: readonly string[]): ReturnType<TokenSource['read']> {
    if (!this.#isTold && identifiers.some((identifier) => parseIdentifier(identifier)?.kind !== 'tag')) {
      this.#isTold = true
      this.#onTables()
    }
    return this.#source.read(identifiers)
  }
}
