import { parseIdentifier } from '../identifiers/identifier'
import type { TokenSource } from './token-source'

/** Gives tokens, and says when those of rows or tables are asked for, which nothing may ever bump. */
export class UnattachedSource implements TokenSource {
  readonly #source: TokenSource
  readonly #onTables: () => void

  constructor(source: TokenSource, onTables: () => void) {
    this.#source = source
    this.#onTables = onTables
  }

  read(identifiers: readonly string[]): ReturnType<TokenSource['read']> {
    if (identifiers.some((identifier) => parseIdentifier(identifier)?.kind !== 'tag')) this.#onTables()
    return this.#source.read(identifiers)
  }
}
