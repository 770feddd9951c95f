import type { UncacheableReason } from '../events'
import type { TokenSnapshot } from './token-snapshot'

/** A key, or what stands for one that is never asked for again. */
export interface MadeKey {
  readonly key: string
  readonly cacheable: boolean
  /** Why the key is uncacheable. */
  readonly reason?: UncacheableReason | undefined
}

/** A key, and what it was made of. */
export class DerivedKey implements MadeKey {
  readonly key: string
  readonly cacheable: boolean
  readonly reason: UncacheableReason | undefined
  /** Whether it also depends on versions that cache handlers keep, which can't be told from their names. */
  readonly hasVersions: boolean
  readonly #snapshot: () => TokenSnapshot
  readonly #lastingFor: (generation: string) => string
  #dependencies: TokenSnapshot | undefined

  /** @param lastingFor the same for the same parts in one generation */
  constructor(
    { key, cacheable, reason }: MadeKey,
    hasVersions: boolean,
    snapshot: () => TokenSnapshot,
    lastingFor: (generation: string) => string,
  ) {
    this.key = key
    this.cacheable = cacheable
    this.reason = reason
    this.hasVersions = hasVersions
    this.#snapshot = snapshot
    this.#lastingFor = lastingFor
  }

  /** What the key depends on, with the tokens of that moment; empty when the key is uncacheable. Most are never asked for. */
  get dependencies(): TokenSnapshot {
    return (this.#dependencies ??= this.#snapshot())
  }

  /** The same for the same parts until the next flush, whatever their tokens are. */
  lasting(): string {
    return this.#lastingFor(this.dependencies.generation)
  }
}
