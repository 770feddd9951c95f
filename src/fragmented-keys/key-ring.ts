import { InvalidTagError, show } from '../errors'
import type { CacheHandler } from './cache-handler'
import { ConstantTag } from './constant-tag'
import { MemoryHandler } from './memory-handler'
import {
  type KeyAccessors,
  type KeyDefinitions,
  type ValuesOf,
  keyNames,
  keyOfAccessor,
  mergedOptions,
} from './ring-accessors'
import {
  type CheckedParam,
  type KeyParam,
  type KeyRingOptions,
  type NothingElse,
  type RingTagOptions,
  checkHandlers,
  checkParams,
  checkRingOptions,
  checkTagOptions,
  handlerNamed,
} from './ring-options'
import { StandardKey } from './standard-key'
import { StandardTag } from './standard-tag'
import { type TagInstance, checkInstance, checkText } from '../identifiers/tag-checks'

interface Definition {
  readonly params: readonly CheckedParam[]
  readonly options: RingTagOptions
}

/** A key ring with one accessor for each key that was defined. */
export type KeyRing<Handlers extends string, Keys extends KeyDefinitions> = FragmentedKeyRing<Handlers, Keys> &
  KeyAccessors<Keys>

/** The keys with one more, or another one in its place; as they were for a name that the compiler doesn't know. */
type Defined<Keys extends KeyDefinitions, Name extends string, Params extends readonly unknown[]> = string extends Name
  ? Keys
  : Omit<Keys, Name> & Readonly<Record<Name, Params>>

/**
 * Defines keys by name, each with its tags, and the options of all tags, in one place. An option is taken from the first of
 * these that has it: the tag's place in the key, the key, the tag's name, the global options.
 *
 * @example
 * const ring = new FragmentedKeyRing({ cacheHandlers: { redis: new RedisHandler(redis) }, defaultCacheHandler: 'redis' })
 *   .defineKey('Users', ['planet', 'city'])
 * const key = await ring.getUsersKeyObj('Earth', 'Chicago').getKeyStr()
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- there are no keys yet
export class FragmentedKeyRing<Handlers extends string = 'memory', Keys extends KeyDefinitions = {}> {
  readonly #handlers: ReadonlyMap<string, CacheHandler>
  readonly #defaultHandler: string
  readonly #defaultPrefix: string
  readonly #tagOptions = new Map<string, RingTagOptions>()
  readonly #definitions = new Map<string, Definition>()
  #globalOptions: RingTagOptions

  static {
    // Behind the prototype, so that it is asked only for what a ring doesn't have.
    const accessors = {
      get: (base: object, name: string | symbol, ring: object): unknown =>
        typeof name === 'string' && !(name in base) && #definitions in ring
          ? ring.#accessor(name)
          : Reflect.get(base, name, ring),
    }
    Object.setPrototypeOf(this.prototype, new Proxy(Object.prototype, accessors))
  }

  /** @throws InvalidOptionError, InvalidTagError */
  constructor(options: KeyRingOptions<Handlers> = {}) {
    const { globalOptions, globalTagOptions, defaultCacheHandler, cacheHandlers, defaultPrefix } =
      checkRingOptions(options)
    this.#handlers = checkHandlers(cacheHandlers ?? { memory: new MemoryHandler() })
    if (defaultCacheHandler !== undefined) handlerNamed(defaultCacheHandler, this.#handlers)
    this.#defaultHandler = defaultCacheHandler ?? 'memory'
    this.#defaultPrefix = checkText('A prefix', defaultPrefix ?? 'DefaultPrefix')
    this.#globalOptions = checkTagOptions('globalOptions', globalOptions ?? {}, this.#handlers)
    for (const [tag, ofTag] of Object.entries(globalTagOptions ?? {})) this.#setTagOptions(tag, ofTag)
  }

  /**
   * Defines a key. Defining it again replaces it.
   *
   * @param params the tags of the key: each a name, or an object with the name and options for this place
   * @param options for all tags of this key
   * @returns this ring, typed with the accessor of the key
   * @throws InvalidTagError, InvalidOptionError
   */
  defineKey<const Name extends string, const Params extends readonly KeyParam<Handlers>[]>(
    key: Name,
    params: Params & NothingElse<Params>,
    options: RingTagOptions<Handlers> = {},
  ): KeyRing<Handlers, Defined<Keys, Name, Params>> {
    this.#definitions.set(checkText('The name of a key', key), {
      params: checkParams(key, params, this.#handlers),
      options: checkTagOptions(`Key '${key}'`, options, this.#handlers),
    })
    return this as unknown as KeyRing<Handlers, Defined<Keys, Name, Params>>
  }

  /** The names of all keys, in the order of their definition. */
  listDefinedKeys(): string[] {
    return [...this.#definitions.keys()]
  }

  /**
   * Makes a key that was defined.
   *
   * @param values one instance for each tag of the key, in the order of its definition
   * @throws InvalidTagError if the key was not defined, or the number of values differs from that of its tags
   */
  getKeyObj<Name extends string>(
    key: Name,
    values: Name extends keyof Keys ? ValuesOf<Keys[Name]> : readonly TagInstance[],
  ): StandardKey {
    return this.#keyObj(key, values)
  }

  /** Makes a tag with the options of this ring. @param options take precedence. @throws InvalidTagError, InvalidOptionError */
  tag(tag: string, instance: TagInstance = '', options: RingTagOptions<Handlers> = {}): StandardTag | ConstantTag {
    return this.#tag(tag, instance, checkTagOptions(`Tag '${tag}'`, options, this.#handlers))
  }

  /** Replaces the options of all tags with this name. @throws InvalidOptionError */
  setTagOptions(tag: string, options: RingTagOptions<Handlers>): void {
    this.#setTagOptions(tag, options)
  }

  /** The options of a tag, merged from the global ones, those of its name, and `extra`. Later ones take precedence. */
  getTagOptions(tag: string, extra: RingTagOptions<Handlers> = {}): RingTagOptions<Handlers> {
    const checked = checkTagOptions(`Tag '${tag}'`, extra, this.#handlers)
    return mergedOptions(this.#globalOptions, this.#tagOptions.get(tag), checked) as RingTagOptions<Handlers>
  }

  /** Replaces the options for all tags. @throws InvalidOptionError */
  setGlobalOptions(options: RingTagOptions<Handlers>): void {
    this.#globalOptions = checkTagOptions('The global options', options, this.#handlers)
  }

  /** A copy of the options for all tags. */
  getGlobalOptions(): RingTagOptions<Handlers> {
    return { ...this.#globalOptions } as RingTagOptions<Handlers>
  }

  #keyObj(key: string, values: unknown): StandardKey {
    const definition = this.#definitions.get(key)
    if (!definition) {
      throw new InvalidTagError(
        `Key ${show(key)} is not defined. The keys of this ring are: ${keyNames(this.#definitions.keys())}.`,
      )
    }
    const { params, options } = definition
    if (!Array.isArray(values) || values.length !== params.length) {
      const tags = params.map(({ tag }) => tag).join(', ')
      const got = Array.isArray(values) ? values.length : show(values)
      throw new InvalidTagError(
        `Key '${key}' needs ${params.length} values, one for each of (${tags}), but got ${got}.`,
      )
    }
    const tags = params.map((param, i) =>
      // A value that is missing would be that of the tag without an instance.
      this.#tag(param.tag, checkInstance(values[i]), mergedOptions(options, param.options)),
    )
    return new StandardKey(key, tags)
  }

  #setTagOptions(tag: string, options: unknown): void {
    this.#tagOptions.set(tag, checkTagOptions(`Tag '${tag}'`, options, this.#handlers))
  }

  #tag(tag: string, instance: TagInstance, options: RingTagOptions): StandardTag | ConstantTag {
    const { type, version, cacheHandler, prefix } = mergedOptions(
      this.#globalOptions,
      this.#tagOptions.get(tag),
      options,
    )
    const handler = handlerNamed(cacheHandler ?? this.#defaultHandler, this.#handlers)
    const Tag = type === 'constant' ? ConstantTag : StandardTag
    return new Tag(tag, instance, { version, handler, prefix: prefix ?? this.#defaultPrefix })
  }

  #accessor(name: string): ((...values: readonly TagInstance[]) => StandardKey) | undefined {
    const key = keyOfAccessor(name, this.#definitions.keys())
    return key === undefined ? undefined : (...values) => this.#keyObj(key, values)
  }
}
