import { type AtomicCacheHandler, type VersionKey, checkTtl } from './cache-handler'
import { incremented, storedVersion } from './stored-version'
import { VersionMark, clock } from './version-steps'
import { formatVersion, parseVersion } from './version-text'

interface HeldVersion {
  readonly value: string
  /** On the clock of `performance.now()`, which nobody sets. */
  readonly expiresAt: number
}

/** Keeps versions in this process's memory: for tests, and for tags that only this process uses. */
export class MemoryHandler implements AtomicCacheHandler {
  readonly #entries = new Map<string, HeldVersion>()
  readonly #mark = new VersionMark()

  groupName(): string {
    return 'MemoryHandler'
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- everything that touches a handler gives a promise
  async get(key: string): Promise<string | undefined> {
    return this.#stored(key)
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async set(key: string, value: string, ttl?: number): Promise<void> {
    const seconds = checkTtl(ttl)
    const version = parseVersion(value)
    if (version !== undefined) this.#mark.raise(version)
    this.#entries.set(key, { value, expiresAt: performance.now() + (seconds ?? Infinity) * 1_000 })
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async getMulti(keys: readonly string[]): Promise<Record<string, string>> {
    return Object.fromEntries(
      keys.flatMap((key) => {
        const value = this.#stored(key)
        return value === undefined ? [] : [[key, value]]
      }),
    )
  }

  /** Forgets all versions. New ones are still above all earlier ones. */
  clear(): void {
    this.#entries.clear()
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async seed(tags: readonly VersionKey[]): Promise<string[]> {
    return tags.map(({ key, initial }) => this.#stored(key) ?? this.#put(key, initial ?? this.#mark.fresh(clock())))
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async increment({ key, initial }: VersionKey): Promise<string> {
    const stored = this.#stored(key)
    const version = stored === undefined ? (initial ?? this.#mark.fresh(clock())) : storedVersion(key, stored)
    return this.#put(key, incremented(key, version))
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async reset(key: string): Promise<string> {
    return this.#put(key, this.#mark.fresh(clock()))
  }

  #stored(key: string): string | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    if (entry.expiresAt > performance.now()) return entry.value
    this.#entries.delete(key)
    return undefined
  }

  #put(key: string, version: number): string {
    this.#mark.raise(version)
    const value = formatVersion(version)
    this.#entries.set(key, { value, expiresAt: Infinity })
    return value
  }
}
