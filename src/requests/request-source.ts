import type { LoadScope } from '../values/load-scope'
import type { SourceReading, TokenSource } from '../tokens/token-source'

/** The tokens of one request, which has none any more once it has done what must not be stored. */
export class RequestSource implements TokenSource {
  readonly #source: TokenSource
  readonly #scope: LoadScope

  constructor(source: TokenSource, scope: LoadScope) {
    this.#source = source
    this.#scope = scope
  }

  read(identifiers: readonly string[]): SourceReading | Promise<SourceReading> {
    return this.#scope.isVetoed ? { unavailable: 'vetoed' } : this.#source.read(identifiers)
  }
}
