import { InvalidOptionError, show } from '../errors'
import { VERSIONED, type Versioned, type VersionedPart } from '../tokens/versioned-part'
import { type CacheHandler, checkHandler } from './cache-handler'
import { Configuration } from './configuration'
import { type TagInstance, checkInstance, checkTagName, checkText } from '../identifiers/tag-checks'
import { checkVersion } from './stored-version'

export interface TagOptions {
  /** A constant tag's version; what a standard tag begins with where none is stored. */
  readonly version?: number | undefined
  /** Where the version is kept. Default: that of `Configuration`. */
  readonly handler?: CacheHandler | undefined
  /** Ends the name under which the version is stored, and keeps applications apart. Default: that of `Configuration`. */
  readonly prefix?: string | undefined
}

const known: ReadonlySet<string> = new Set(['version', 'handler', 'prefix'])

/** What standard and constant tags have in common. */
export abstract class BaseTag implements VersionedPart {
  readonly #name: string
  #handler: CacheHandler | undefined

  /**
   * @param tag the name, as `'City'`
   * @param instance which one of that name, as `'chicago'`
   * @throws InvalidTagError, InvalidOptionError
   */
  constructor(tag: string, instance: TagInstance = '', options: TagOptions = {}) {
    for (const option of Object.keys(checkIsObject(options))) {
      if (!known.has(option))
        throw new InvalidOptionError(`A tag has no option ${show(option)}, but ${[...known].join(', ')}.`)
    }
    const { version, handler, prefix } = options
    if (version !== undefined) checkVersion(version)
    this.#handler = handler === undefined ? undefined : checkHandler('handler', handler)
    const ending = prefix === undefined ? Configuration.getGlobalPrefix() : checkText('A prefix', prefix)
    this.#name = `${checkTagName(tag)}_${checkInstance(instance)}${ending}`
  }

  /** `{tag}_{instance}{prefix}`: under this name the version is stored. */
  getTagName(): string {
    return this.#name
  }

  /** `{name}@{version}` */
  abstract getFullTag(): Promise<string>

  /** The version; a key reads it anew each time that it is rendered. @throws HandlerFailedError */
  abstract getTagVersion(): Promise<number>

  /** Makes every key with this tag another one. @returns the new version. @throws HandlerFailedError */
  abstract increment(): Promise<number>

  /** Begins anew with the time. @returns the new version. @throws HandlerFailedError */
  abstract resetTagVersion(): Promise<number>

  /** Gives this object a version, and with `update` all that share the tag. @throws HandlerFailedError */
  abstract setTagVersion(version: number, update?: boolean | { readonly update?: boolean | undefined }): Promise<void>

  /** Whether the version is read in bulk with the others of the handler that is called `group`. */
  abstract delegateCacheQuery(group: string): boolean

  abstract readonly [VERSIONED]: Versioned

  /** The tag's own handler, or the default one. @throws InvalidOptionError when there is neither */
  getCacheHandler(): CacheHandler {
    return this.#handler ?? Configuration.getDefaultCacheHandler()
  }

  setCacheHandler(handler: CacheHandler): void {
    this.#handler = checkHandler('handler', handler)
  }
}

function checkIsObject(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value
  throw new InvalidOptionError(`The options of a tag are an object like { prefix: 'MyApp' }, not ${show(value)}.`)
}
