import { presentable } from '../credentials'
import { HandlerFailedError, InvalidOptionError, InvalidTagError } from '../errors'
import type { VersionSource, Versioned } from '../tokens/versioned-part'
import { type AtomicCacheHandler, type Awaitable, type CacheHandler, type VersionKey, isAtomic } from './cache-handler'
import { PlainVersions } from './plain-versions'
import { storedVersion } from './stored-version'
import { formatVersion } from './version-text'

/** A tag as its handler is asked for it. */
export interface StoredTag extends Versioned {
  readonly initial: number | undefined
  /** For tags of a class of their own that want to be asked themselves. */
  isAlone(): boolean
  readAlone(): Promise<string>
  /** Is told the version that was read. */
  remember(version: number): void
}

type Verbs = Pick<AtomicCacheHandler, 'seed' | 'increment' | 'reset'>

/** The versions that one handler keeps. Whatever fails there is told with the handler's name. */
export class HandlerVersions implements VersionSource {
  static readonly #known = new WeakMap<CacheHandler, HandlerVersions>()
  readonly #handler: CacheHandler
  readonly #verbs: Verbs

  /** The same for the same handler, so that its tags are read together. */
  static of(handler: CacheHandler): HandlerVersions {
    const known = this.#known.get(handler) ?? new HandlerVersions(handler)
    this.#known.set(handler, known)
    return known
  }

  private constructor(handler: CacheHandler) {
    this.#handler = handler
    this.#verbs = isAtomic(handler) ? handler : new PlainVersions(handler)
  }

  /** Of a handler that can't tell its name, its class: also that failure is told with a name. */
  groupName(): string {
    try {
      return this.#handler.groupName()
    } catch {
      return this.#handler.constructor.name
    }
  }

  async read(tags: readonly StoredTag[]): Promise<readonly string[]> {
    const alone = this.#aloneOf(tags)
    const bulk = this.#readTogether(tags.filter((tag) => !alone.has(tag)))
    return Promise.all(
      tags.map(async (tag) => (alone.has(tag) ? tag.readAlone() : formatVersion((await bulk).get(tag.name) as number))),
    )
  }

  /** One bulk read; a second step only for tags that have no version yet. */
  async #readTogether(tags: readonly StoredTag[]): Promise<ReadonlyMap<string, number>> {
    const versions = new Map<string, number>()
    if (tags.length === 0) return versions
    return this.#do('reading versions', async () => {
      const keys = [...new Set(tags.map(({ name }) => name))]
      const found = await this.#handler.getMulti(keys)
      const missing = new Map<string, VersionKey>()
      for (const { name: key, initial } of tags) {
        const text = Object.hasOwn(found, key) ? found[key] : undefined
        if (text !== undefined && text !== null) versions.set(key, storedVersion(key, text))
        else if (!missing.has(key) || initial !== undefined) missing.set(key, { key, initial })
      }
      if (missing.size > 0) {
        const seeded = await this.#verbs.seed([...missing.values()])
        for (const [i, key] of [...missing.keys()].entries()) versions.set(key, storedVersion(key, seeded[i] ?? ''))
      }
      for (const tag of tags) tag.remember(versions.get(tag.name) as number)
      return versions
    })
  }

  /** The version of one tag. */
  readOne(tag: VersionKey): Promise<number> {
    return this.#do(`reading the version of '${tag.key}'`, async () => {
      const text = (await this.#handler.get(tag.key)) ?? (await this.#verbs.seed([tag]))[0] ?? ''
      return storedVersion(tag.key, text)
    })
  }

  increment(tag: VersionKey): Promise<number> {
    return this.#do(`incrementing '${tag.key}'`, async () => storedVersion(tag.key, await this.#verbs.increment(tag)))
  }

  reset(key: string): Promise<number> {
    return this.#do(`resetting '${key}'`, async () => storedVersion(key, await this.#verbs.reset(key)))
  }

  async store(key: string, version: number): Promise<void> {
    await this.#do(`storing '${key}'`, () => this.#handler.set(key, formatVersion(version)))
  }

  #aloneOf(tags: readonly StoredTag[]): ReadonlySet<StoredTag> {
    try {
      return new Set(tags.filter((tag) => tag.isAlone()))
    } catch (cause) {
      throw this.#failure('giving its name', cause)
    }
  }

  async #do<Value>(what: string, run: () => Awaitable<Value>): Promise<Value> {
    try {
      return await run()
    } catch (cause) {
      throw this.#failure(what, cause)
    }
  }

  #failure(what: string, thrown: unknown): Error {
    if (thrown instanceof InvalidTagError || thrown instanceof InvalidOptionError) return thrown
    const cause = presentable(thrown)
    const reason = cause instanceof Error ? cause.message : String(cause)
    return new HandlerFailedError(`The cache handler '${this.groupName()}' failed while ${what}: ${reason}`, { cause })
  }
}
