import { LRUCache } from 'lru-cache'
import { InvalidOptionError, show } from '../errors'
import type { ValueStore } from './value-store'

/** Options of `MemoryValueStore`. */
export interface MemoryValueStoreOptions {
  /** The most memory used, in bytes, approximately. Beyond that, the least recently used values are dropped. Default: 64 MiB. */
  readonly maxBytes?: number | undefined
}

/** A value store in this process's memory: for tests, and for applications that run as one process. */
export class MemoryValueStore implements ValueStore {
  readonly #maxBytes: number
  /** Made for the first value. */
  #values: LRUCache<string, string> | undefined

  /** @throws InvalidOptionError */
  constructor({ maxBytes = 64 * 1024 * 1024 }: MemoryValueStoreOptions = {}) {
    if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) {
      throw new InvalidOptionError(`maxBytes must be a positive whole number of bytes, not ${show(maxBytes)}.`)
    }
    this.#maxBytes = maxBytes
  }

  get(key: string): string | undefined {
    return this.#values?.get(key)
  }

  set(key: string, value: string, ttlMs: number): void {
    this.#values ??= new LRUCache({
      maxSize: this.#maxBytes,
      // Texts of other letters than Latin ones take two bytes for each.
      sizeCalculation: (text, name) => 2 * (text.length + name.length),
    })
    this.#values.set(key, value, { ttl: ttlMs })
  }
}
