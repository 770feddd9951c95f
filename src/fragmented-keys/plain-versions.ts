import type { CacheHandler, VersionKey } from './cache-handler'
import { incremented, storedVersion } from './stored-version'
import { VersionMark, clock } from './version-steps'
import { formatVersion } from './version-text'

/** Versions in a handler that can only get and set: what another process writes in between is lost. */
export class PlainVersions {
  readonly #handler: CacheHandler
  readonly #mark = new VersionMark()

  constructor(handler: CacheHandler) {
    this.#handler = handler
  }

  seed(tags: readonly VersionKey[]): Promise<string[]> {
    return Promise.all(tags.map(({ key, initial }) => this.#put(key, initial ?? this.#mark.fresh(clock()))))
  }

  async increment({ key, initial }: VersionKey): Promise<string> {
    const stored = (await this.#handler.get(key)) ?? undefined
    const version = stored === undefined ? (initial ?? this.#mark.fresh(clock())) : storedVersion(key, stored)
    return this.#put(key, incremented(key, version))
  }

  reset(key: string): Promise<string> {
    return this.#put(key, this.#mark.fresh(clock()))
  }

  async #put(key: string, version: number): Promise<string> {
    this.#mark.raise(version)
    const text = formatVersion(version)
    await this.#handler.set(key, text)
    return text
  }
}
