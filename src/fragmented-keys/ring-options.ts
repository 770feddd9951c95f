import { InvalidOptionError, InvalidTagError, show } from '../errors'
import { type CacheHandler, checkHandler } from './cache-handler'
import { checkTagName, checkText } from '../identifiers/tag-checks'
import { checkVersion } from './stored-version'

/** Options of a tag in a key ring. */
export interface RingTagOptions<Handlers extends string = string> {
  /** The class of the tag, `StandardTag` or `ConstantTag`. Default: `'standard'`. */
  readonly type?: 'standard' | 'constant' | undefined
  /** The version of a constant tag (default: 1); the first version of a standard tag while none is stored (default: the time). */
  readonly version?: number | undefined
  /** The name of one of the ring's handlers. Default: `defaultCacheHandler`. */
  readonly cacheHandler?: Handlers | undefined
  /** The end of the name under which the version is stored. Default: `defaultPrefix`. */
  readonly prefix?: string | undefined
}

/** A tag in the definition of a key: its name, or an object with its name and options. */
export type KeyParam<Handlers extends string = string> = string | ({ readonly tag: string } & RingTagOptions<Handlers>)

/** Of a definition only what a `KeyParam` has, which the compiler doesn't see to where it infers the type. */
export type NothingElse<Params extends readonly unknown[]> = {
  readonly [Index in keyof Params]: Params[Index] extends object
    ? Readonly<Record<Exclude<keyof Params[Index], 'tag' | keyof RingTagOptions>, never>>
    : unknown
}

/** Options of `FragmentedKeyRing`. */
export interface KeyRingOptions<Handlers extends string = string> {
  /** Options for all tags. */
  readonly globalOptions?: RingTagOptions<NoInfer<Handlers>> | undefined
  /** Options by the name of the tag. */
  readonly globalTagOptions?: Readonly<Record<string, RingTagOptions<NoInfer<Handlers>>>> | undefined
  /** The name of the handler for tags without the option `cacheHandler`. Default: `'memory'`. */
  readonly defaultCacheHandler?: NoInfer<Handlers> | undefined
  /** Handlers by names of your choice. Default: a `MemoryHandler` with the name `'memory'`. */
  readonly cacheHandlers?: Readonly<Record<Handlers, CacheHandler>> | undefined
  /** The prefix for tags without the option `prefix`. Default: `'DefaultPrefix'`. */
  readonly defaultPrefix?: string | undefined
}

/** A definition as it counts: the name of each tag, and its options. */
export interface CheckedParam {
  readonly tag: string
  readonly options: RingTagOptions
}

const ofRing = ['globalOptions', 'globalTagOptions', 'defaultCacheHandler', 'cacheHandlers', 'defaultPrefix']
const ofTag = ['type', 'version', 'cacheHandler', 'prefix']

export function checkRingOptions(value: unknown): KeyRingOptions {
  return checkNames('The options of a key ring', value, ofRing)
}

/** Handlers by name. */
export function checkHandlers(value: unknown): ReadonlyMap<string, CacheHandler> {
  const entries = Object.entries(checkObject('cacheHandlers', value))
  return new Map(entries.map(([name, handler]) => [name, checkHandler(`cacheHandlers.${name}`, handler)]))
}

export function handlerNamed(name: string, handlers: ReadonlyMap<string, CacheHandler>): CacheHandler {
  const handler = handlers.get(name)
  if (handler) return handler
  const known = [...handlers.keys()].map((one) => `'${one}'`)
  throw new InvalidOptionError(
    `This ring has no cache handler ${show(name)}. Its handlers are: ${known.join(', ') || 'none'}.`,
  )
}

/** A copy of what is given of a tag's options. @param what names them in messages */
export function checkTagOptions(
  what: string,
  value: unknown,
  handlers: ReadonlyMap<string, CacheHandler>,
): RingTagOptions {
  const given = Object.entries(checkNames(what, value, ofTag)).filter(([, option]) => option !== undefined)
  const options = Object.fromEntries(given) as RingTagOptions
  const { type, version, cacheHandler, prefix } = options
  if (type !== undefined && (type as unknown) !== 'standard' && (type as unknown) !== 'constant') {
    throw new InvalidOptionError(`${what}: type must be 'standard' or 'constant', not ${show(type)}.`)
  }
  if (version !== undefined) checkVersion(version)
  if (cacheHandler !== undefined) handlerNamed(cacheHandler, handlers)
  if (prefix !== undefined) checkText('A prefix', prefix)
  return options
}

export function checkParams(
  key: string,
  value: unknown,
  handlers: ReadonlyMap<string, CacheHandler>,
): readonly CheckedParam[] {
  if (!Array.isArray(value)) {
    throw new InvalidTagError(`The tags of key '${key}' must be an array, not ${show(value)}.`)
  }
  return value.map((param: unknown) => {
    if (typeof param === 'string') return { tag: checkTagName(param), options: {} }
    const { tag, ...options } = checkObject(`A tag of key '${key}'`, param) as { tag?: unknown }
    return {
      tag: checkTagName(tag),
      options: checkTagOptions(`Tag '${String(tag)}' of key '${key}'`, options, handlers),
    }
  })
}

function checkNames(what: string, value: unknown, known: readonly string[]): object {
  const given = checkObject(what, value)
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown === undefined) return given
  throw new InvalidOptionError(`${what}: there is no option ${show(unknown)}. The options are: ${known.join(', ')}.`)
}

function checkObject(what: string, value: unknown): object {
  if (Object.prototype.toString.call(value) === '[object Object]') return value as object
  throw new InvalidOptionError(`${what} must be an object, not ${show(value)}.`)
}
