import type { VetoReason } from '../events'
import { GLOBAL } from '../identifiers/identifier'
import type { PlaceOfQuery, ReadTracer } from '../values/trace'

/** Queries whose places are remembered; with more of them, everything counts as read. */
const MOST = 100

/**
 * What the queries of a request read before anybody asks for it. No query waits for tokens, since few requests need them:
 * those of the request's snapshot tell later whether anything has changed meanwhile.
 */
export class EarlierReads implements ReadTracer {
  readonly #seen = new WeakMap<object, Set<string>>()
  readonly #places: PlaceOfQuery[] = []
  #count = 0
  #unknown: VetoReason | undefined

  see(query: string, sentOn: object): void {
    this.#seen.set(sentOn, (this.#seen.get(sentOn) ?? new Set()).add(query))
  }

  hasSeen(query: string, sentOn: object): boolean {
    return this.#seen.get(sentOn)?.has(query) ?? false
  }

  read(places: readonly PlaceOfQuery[]): undefined {
    if (this.#count++ < MOST) this.#places.push(...places)
  }

  unknown(reason: VetoReason): void {
    this.#count++
    this.#unknown ??= reason
  }

  /** How many queries were sent. */
  get count(): number {
    return this.#count
  }

  /** Why it can't be told what was read. */
  get reason(): VetoReason | undefined {
    return this.#unknown
  }

  get places(): readonly PlaceOfQuery[] {
    return this.#count <= MOST ? this.#places : [{ identifiers: [GLOBAL], table: GLOBAL }]
  }
}
