import { InvalidOptionError, show } from '../errors'
import { VERSIONED, type Versioned, type VersionedPart } from '../tokens/versioned-part'
import { type CacheHandler, checkHandler } from './cache-handler'
import { Configuration } from './configuration'
import { type TagInstance, checkInstance, checkTagName, checkText } from '../identifiers/tag-checks'
import { checkVersion } from './stored-version'

/** Options of tags. */
export interface TagOptions {
  /** The version of a constant tag (default: 1); the first version of a standard tag while none is stored (default: the time). */
  readonly version?: number | undefined
  /** Keeps the version. Default: the handler of `Configuration`. */
  readonly handler?: CacheHandler | undefined
  /** The end of the name under which the version is stored; keeps applications apart. Default: the prefix of `Configuration`. */
  readonly prefix?: string | undefined
}

const known: ReadonlySet<string> = new Set(['version', 'handler', 'prefix'])

/** Base class of `StandardTag` and `ConstantTag`. */
export abstract class BaseTag implements VersionedPart {
  readonly #name: string
  #handler: CacheHandler | undefined

  /**
   * @param tag the name, like `'City'`
   * @param instance which one of that name, like `'chicago'`. Default: `''`
   * @throws InvalidTagError, InvalidOptionError
   */
  constructor(tag: string, instance: TagInstance = '', options: TagOptions = {}) {
    for (const option of Object.keys(checkIsObject(options))) {
      if (!known.has(option))
        throw new InvalidOptionError(`A tag has no option ${show(option)}. The options are: ${[...known].join(', ')}.`)
    }
    const { version, handler, prefix } = options
    if (version !== undefined) checkVersion(version)
    this.#handler = handler === undefined ? undefined : checkHandler('handler', handler)
    const ending = prefix === undefined ? Configuration.getGlobalPrefix() : checkText('A prefix', prefix)
    this.#name = `${checkTagName(tag)}_${checkInstance(instance)}${ending}`
  }

  /** The name under which the version is stored: `{tag}_{instance}{prefix}`. */
  getTagName(): string {
    return this.#name
  }

  /** `{name}@{version}`, with the name of `getTagName()`. @throws HandlerFailedError */
  abstract getFullTag(): Promise<string>

  /** The version. A key doesn't use this, but reads the current version each time. @throws HandlerFailedError */
  abstract getTagVersion(): Promise<number>

  /** Changes every key with this tag. @returns the new version. @throws HandlerFailedError */
  abstract increment(): Promise<number>

  /** Replaces the version by the current time. @returns the new version. @throws HandlerFailedError */
  abstract resetTagVersion(): Promise<number>

  /** Sets the version of this object. With `update` it is stored, for all users of the tag. @throws HandlerFailedError */
  abstract setTagVersion(version: number, update?: boolean | { readonly update?: boolean | undefined }): Promise<void>

  /** Whether a key reads the version together with the other tags of the handler whose `groupName()` is `group`. */
  abstract delegateCacheQuery(group: string): boolean

  abstract readonly [VERSIONED]: Versioned

  /** The tag's own handler, or that of `Configuration`. @throws InvalidOptionError if there is neither */
  getCacheHandler(): CacheHandler {
    return this.#handler ?? Configuration.getDefaultCacheHandler()
  }

  /** Gives the tag its own handler. @throws InvalidOptionError */
  setCacheHandler(handler: CacheHandler): void {
    this.#handler = checkHandler('handler', handler)
  }
}

function checkIsObject(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value
  throw new InvalidOptionError(`The options of a tag must be an object like { prefix: 'MyApp' }, not ${show(value)}.`)
}
