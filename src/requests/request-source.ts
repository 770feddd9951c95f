import { isTagIdentifier, parseIdentifier, tableOfAnyParent } from '../identifiers/identifier'
import type { SourceReading, TokenSource } from '../tokens/token-source'

interface WatchedScope {
  readonly isVetoed: boolean
  readonly hasSnapshot: boolean
  /** Whether anything was loaded already that is seen. */
  readonly hasLoaded: boolean
}

/** Tags of our own change with the rows that they stand for, and so does `GLOBAL`. */
function isOwnTag(identifier: string): boolean {
  const parsed = isTagIdentifier(identifier) ? parseIdentifier(identifier) : undefined
  return parsed?.kind === 'tag' && tableOfAnyParent(parsed) === undefined
}

/** The tokens of one request, which has none any more once it has done what must not be stored. */
export class RequestSource implements TokenSource {
  readonly #source: TokenSource
  readonly #scope: WatchedScope
  readonly #tags = new Set<string>()

  constructor(source: TokenSource, scope: WatchedScope) {
    this.#source = source
    this.#scope = scope
  }

  read(identifiers: readonly string[]): SourceReading | Promise<SourceReading> {
    if (this.#scope.isVetoed) return { unavailable: 'vetoed' }
    const late = this.#scope.hasSnapshot ? identifiers.filter((one) => isOwnTag(one) && !this.#tags.has(one)) : []
    // A tag changes without `GLOBAL`, so nothing tells whether it is what it was before that was loaded.
    if (late.length > 0 && this.#scope.hasLoaded) return { unavailable: 'changed' }
    for (const tag of late) this.#tags.add(tag)
    return this.#source.read(identifiers)
  }
}
