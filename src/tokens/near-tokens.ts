import { LRUCache } from 'lru-cache'
import type { TokenReading, TokenStore } from './token-store'

/** Optional for a token store: keeps tokens in this process, too, which may be old by a bounded time. */
export interface HoldsNearTokens {
  /** Absent where it was not asked for. */
  readonly near?: NearReads | undefined
}

export interface NearReads {
  /** Tokens that are kept, all of them and right as of a bounded time ago; `undefined` when they must be read from the store. */
  find(identifiers: readonly string[]): TokenReading | undefined
}

export function nearReadsOf(store: TokenStore & HoldsNearTokens): NearReads | undefined {
  return store.near
}

interface KnownReading {
  readonly reading: TokenReading
  /** When it was found right for the last time. */
  readonly version: number
}

/**
 * Tokens of a store, kept as long as nobody says that they have changed. It is told of changes late, so what is read must not
 * be kept when a change was told meanwhile: the answer may be from before it.
 */
export class NearTokens implements NearReads {
  readonly #tokens: LRUCache<string, string>
  readonly #maxEntries: number
  readonly #isTold: (identifier: string) => boolean
  /** Of all tokens; absent while there are none. */
  #generation: string | undefined
  /** How often something has changed. */
  #version = 0
  #isOpen = false
  /** How many reads are under way, and what has changed since they began. */
  #underway = 0
  readonly #changed = new Map<string, number>()
  /** Reads that began before this are not kept. */
  #keptFrom = 0
  /** Of arrays that can't change. The same object is found as long as it is right, so that others can know it again. */
  readonly #readings = new WeakMap<readonly string[], KnownReading>()

  /** @param isTold whether changes of an identifier are told, by the same text; nothing else is kept */
  constructor(maxEntries: number, isTold: (identifier: string) => boolean) {
    this.#isTold = isTold
    this.#maxEntries = maxEntries
    this.#tokens = new LRUCache({ max: maxEntries })
  }

  find(identifiers: readonly string[]): TokenReading | undefined {
    const known = this.#readings.get(identifiers)
    if (known?.version === this.#version) return known.reading
    const generation = this.#generation
    if (generation === undefined) return undefined
    const tokens: string[] = []
    for (const identifier of identifiers) {
      const token = this.#tokens.get(identifier)
      if (token === undefined) return undefined
      tokens.push(token)
    }
    const isSame =
      known?.reading.generation === generation && tokens.every((token, i) => known.reading.tokens[i] === token)
    const reading = isSame ? known.reading : { generation, tokens, isNear: true }
    if (Object.isFrozen(identifiers)) this.#readings.set(identifiers, { reading, version: this.#version })
    return reading
  }

  /** Reads from the store, and keeps what nobody says has changed meanwhile. */
  async readThrough(
    identifiers: readonly string[],
    read: () => Promise<TokenReading>,
    isOurs: (reading: TokenReading) => boolean,
  ): Promise<TokenReading> {
    const from = this.#version
    const isOpen = this.#isOpen
    this.#underway++
    try {
      const reading = await read()
      if (isOpen && from >= this.#keptFrom && isOurs(reading)) this.#keep(from, identifiers, reading)
      return reading
    } finally {
      if (--this.#underway === 0) this.#changed.clear()
    }
  }

  /** From now on every change is told. */
  begin(): void {
    this.#isOpen = true
    this.clear()
  }

  /** Changes are told no more. */
  end(): void {
    this.#isOpen = false
    this.clear()
  }

  /** These may have changed. */
  forget(identifiers: readonly string[]): void {
    this.#version++
    for (const identifier of identifiers) {
      this.#tokens.delete(identifier)
      if (this.#underway > 0) this.#changed.set(identifier, this.#version)
    }
    if (this.#changed.size <= this.#maxEntries) return
    this.#changed.clear()
    this.#keptFrom = this.#version
  }

  /** All may have changed. */
  clear(): void {
    this.#keptFrom = ++this.#version
    this.#generation = undefined
    this.#tokens.clear()
    this.#changed.clear()
  }

  #keep(from: number, identifiers: readonly string[], { generation, tokens }: TokenReading): void {
    // Of two that differ one is old, and nobody has said yet which.
    if (generation !== (this.#generation ?? generation)) {
      this.clear()
      return
    }
    this.#generation = generation
    for (const [i, identifier] of identifiers.entries()) {
      const token = tokens[i]
      if (token === undefined || (this.#changed.get(identifier) ?? 0) > from || !this.#isTold(identifier)) continue
      if ((this.#tokens.get(identifier) ?? token) === token) this.#tokens.set(identifier, token)
      else this.forget([identifier])
    }
  }
}
