import { LRUCache } from 'lru-cache'
import { type Entry, ageOf } from './entry'

export interface LocalValuesOptions {
  /** How much is kept at the most, in bytes of memory, roughly; what was not read for longest goes first. */
  readonly maxBytes: number
}

/** What a token of what a value was made of takes with its identifier, in bytes. */
const TOKEN = 200

/** Keeps entries in this process, in front of a value store. None is out of date: after a change the key is another one. */
export class LocalEntries {
  readonly #entries: LRUCache<string, Entry>

  constructor({ maxBytes }: LocalValuesOptions) {
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      // Texts of other letters than Latin ones take two bytes for each.
      sizeCalculation: ({ text, within }, key) => 2 * (text.length + key.length) + TOKEN * (within?.tokens.size ?? 0),
    })
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key)
  }

  /** It ends with what the store has, or before. */
  set(key: string, entry: Entry): void {
    const ttl = Math.floor(entry.ttlMs - ageOf(entry))
    if (ttl > 0) this.#entries.set(key, entry, { ttl })
  }
}
