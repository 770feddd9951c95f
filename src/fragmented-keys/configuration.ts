import { InvalidOptionError } from '../errors'
import { type CacheHandler, checkHandler } from './cache-handler'
import { checkText } from '../identifiers/tag-checks'

const DEFAULT_PREFIX = 'DefaultPrefix'

/** What tags use that are given no handler or prefix of their own: for the whole process. */
export class Configuration {
  static #handler: CacheHandler | undefined
  static #prefix = DEFAULT_PREFIX

  private constructor() {
    // There is one for the process.
  }

  static setDefaultCacheHandler(handler: CacheHandler): void {
    this.#handler = checkHandler('The default cache handler', handler)
  }

  /** @throws InvalidOptionError when none was set */
  static getDefaultCacheHandler(): CacheHandler {
    if (this.#handler) return this.#handler
    throw new InvalidOptionError(
      'There is no cache handler. Give the tag one, or call Configuration.setDefaultCacheHandler(handler) first.',
    )
  }

  /** For tags that are made from now on. Default: `'DefaultPrefix'`. */
  static setGlobalPrefix(prefix: string): void {
    this.#prefix = checkText('A prefix', prefix)
  }

  static getGlobalPrefix(): string {
    return this.#prefix
  }

  /** Back to no handler and `'DefaultPrefix'`. */
  static reset(): void {
    this.#handler = undefined
    this.#prefix = DEFAULT_PREFIX
  }
}
