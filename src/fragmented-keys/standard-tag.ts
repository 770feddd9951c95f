import { VERSIONED } from '../tokens/versioned-part'
import { BaseTag, type TagOptions } from './base-tag'
import type { CacheHandler } from './cache-handler'
import { flagOf } from './flags'
import { HandlerVersions, type StoredTag } from './handler-versions'
import { type TagInstance } from '../identifiers/tag-checks'
import { checkVersion } from './stored-version'
import { formatVersion } from './version-text'

/**
 * A dependency such as a city, a tenant or a feature flag. `increment()` changes every key with this tag.
 *
 * @example
 * const city = new StandardTag('City', 'chicago', { handler: new RedisHandler(redis), prefix: 'MyApp' })
 * const key = await new StandardKey('Weather', [city]).getKeyStr()
 * await city.increment()
 */
export class StandardTag extends BaseTag {
  /** What the tag begins with where nothing is stored; nothing once it has seen what is. */
  #initial: number | undefined
  /** What this object was told last. */
  #version: number | undefined
  /** How often it was changed here: what was asked before the last time is older than what it was told then. */
  #changes = 0

  /**
   * @param options `version` is the first version, used whenever none is stored: leave it out if the handler may lose
   * versions, or an old one would come back. Without it, the first version is the current time, above all earlier ones.
   */
  constructor(tag: string, instance: TagInstance = '', options: TagOptions = {}) {
    super(tag, instance, options)
    this.#initial = this.#version = options.version
  }

  async getFullTag(): Promise<string> {
    return `${this.getTagName()}@${formatVersion(await this.getTagVersion())}`
  }

  /** Reads or makes the version at the first call. Later calls return the same, until this object or a key with it reads again. */
  async getTagVersion(): Promise<number> {
    return this.#version ?? (await this.#read())
  }

  async increment(): Promise<number> {
    return this.#change(await this.#versions.increment(this.#key))
  }

  async resetTagVersion(): Promise<number> {
    return this.#change(await this.#versions.reset(this.getTagName()))
  }

  /** @param update whether to store it. Otherwise only this object has it, as the first version while none is stored */
  async setTagVersion(
    version: number,
    update: boolean | { readonly update?: boolean | undefined } = false,
  ): Promise<void> {
    checkVersion(version)
    const isStored = typeof update === 'boolean' ? update : flagOf('setTagVersion()', update, 'update') === true
    if (isStored) await this.#versions.store(this.getTagName(), version)
    this.#change(version)
    if (!isStored) this.#initial = version
  }

  override setCacheHandler(handler: CacheHandler): void {
    super.setCacheHandler(handler)
    this.#changes++
    this.#version = this.#initial
  }

  delegateCacheQuery(group: string): boolean {
    return this.getCacheHandler().groupName() === group
  }

  get [VERSIONED](): StoredTag {
    return {
      kind: 'standard',
      name: this.getTagName(),
      initial: this.#initial,
      source: this.#versions,
      increment: () => this.increment(),
      isAlone: () => !this.delegateCacheQuery(this.getCacheHandler().groupName()),
      readAlone: () => this.#readAlone(),
      remember: this.#reading(),
    }
  }

  get #versions(): HandlerVersions {
    return HandlerVersions.of(this.getCacheHandler())
  }

  get #key(): { key: string; initial: number | undefined } {
    return { key: this.getTagName(), initial: this.#initial }
  }

  async #read(): Promise<number> {
    const remember = this.#reading()
    const version = await this.#versions.readOne(this.#key)
    remember(version)
    return this.#version ?? version
  }

  /** Reads anew, as in bulk: others may have changed it. */
  async #readAlone(): Promise<string> {
    this.#version = undefined
    return formatVersion(await this.getTagVersion())
  }

  #change(version: number): number {
    this.#changes++
    this.#initial = undefined
    return (this.#version = version)
  }

  /** @returns what to tell the version that is read from now on */
  #reading(): (version: number) => void {
    const changes = this.#changes
    return (version) => {
      if (changes !== this.#changes) return
      this.#initial = undefined
      this.#version = version
    }
  }
}
