import { InvalidOptionError } from '../errors'
import { type CacheHandler, checkHandler } from './cache-handler'
import { checkText } from '../identifiers/tag-checks'

const DEFAULT_PREFIX = 'DefaultPrefix'

/** The default handler and the default prefix of tags, for the whole process. */
export class Configuration {
  static #handler: CacheHandler | undefined
  static #prefix = DEFAULT_PREFIX

  private constructor() {
    // There is one for the process.
  }

  /** Sets the handler of all tags without their own. @throws InvalidOptionError */
  static setDefaultCacheHandler(handler: CacheHandler): void {
    this.#handler = checkHandler('The default cache handler', handler)
  }

  /** @throws InvalidOptionError if none was set */
  static getDefaultCacheHandler(): CacheHandler {
    if (this.#handler) return this.#handler
    throw new InvalidOptionError(
      'There is no default cache handler. Call Configuration.setDefaultCacheHandler(handler), or give the tag its own handler.',
    )
  }

  /** Sets the prefix of tags that are made from now on. Default: `'DefaultPrefix'`. @throws InvalidTagError */
  static setGlobalPrefix(prefix: string): void {
    this.#prefix = checkText('A prefix', prefix)
  }

  /** The prefix of tags without their own. */
  static getGlobalPrefix(): string {
    return this.#prefix
  }

  /** Restores the defaults: no handler, and the prefix `'DefaultPrefix'`. */
  static reset(): void {
    this.#handler = undefined
    this.#prefix = DEFAULT_PREFIX
  }
}
