import type { Alkey, KeyPart } from 'typeorm-alkey'

/**
 * A cache of pages. Any cache will do in place of the Map; one that expires its entries also forgets those whose keys
 * have changed, which nobody asks for again.
 */
export class PageCache {
  hits = 0
  loads = 0
  readonly #pages = new Map<string, string>()
  readonly #alkey: Alkey

  constructor(alkey: Alkey) {
    this.#alkey = alkey
  }

  /** The page made of `parts`, from the cache or from `load`. */
  async page(parts: readonly KeyPart[], load: () => Promise<string>): Promise<string> {
    // The key comes first: if the data change while they are loaded, the page is stored under a key that is dead already.
    const key = await this.#alkey.keyGenerator(...parts)
    const cached = this.#pages.get(key)
    if (cached !== undefined) {
      this.hits++
      return cached
    }
    this.loads++
    const page = await load()
    if (this.#alkey.isCacheable(key)) this.#pages.set(key, page)
    return page
  }
}
