import { InvalidOptionError, InvalidTagError, show } from '../errors'
import { type CacheHandler, checkHandler } from './cache-handler'
import { checkTagName, checkText } from '../identifiers/tag-checks'
import { checkVersion } from './stored-version'

/** How a ring makes a tag. */
export interface RingTagOptions<Handlers extends string = string> {
  /** Default: `'standard'`. */
  readonly type?: 'standard' | 'constant' | undefined
  /** A constant tag's version (default: 1); what a standard tag begins with where none is stored. */
  readonly version?: number | undefined
  /** The name of one of the ring's handlers. Default: the ring's. */
  readonly cacheHandler?: Handlers | undefined
  /** Default: the ring's. */
  readonly prefix?: string | undefined
}

/** A tag of a key's definition: its name, or its name with options. */
export type KeyParam<Handlers extends string = string> = string | ({ readonly tag: string } & RingTagOptions<Handlers>)

/** Of a definition only what a `KeyParam` has, which the compiler doesn't see to where it infers the type. */
export type NothingElse<Params extends readonly unknown[]> = {
  readonly [Index in keyof Params]: Params[Index] extends object
    ? Readonly<Record<Exclude<keyof Params[Index], 'tag' | keyof RingTagOptions>, never>>
    : unknown
}

export interface KeyRingOptions<Handlers extends string = string> {
  /** Of all tags. */
  readonly globalOptions?: RingTagOptions<NoInfer<Handlers>> | undefined
  /** By the name of the tag. */
  readonly globalTagOptions?: Readonly<Record<string, RingTagOptions<NoInfer<Handlers>>>> | undefined
  /** The name of the handler for tags that name none. Default: `'memory'`. */
  readonly defaultCacheHandler?: NoInfer<Handlers> | undefined
  /** By names of your choice. Default: a `MemoryHandler` by the name `'memory'`. */
  readonly cacheHandlers?: Readonly<Record<Handlers, CacheHandler>> | undefined
  /** For tags that have none of their own. Default: `'DefaultPrefix'`. */
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
    `There is no cache handler ${show(name)} in this ring, but ${known.join(', ') || 'none'}.`,
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
    throw new InvalidTagError(`Key '${key}' is defined by an array of its tags, not by ${show(value)}.`)
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
  throw new InvalidOptionError(`${what}: there is no option ${show(unknown)}, but ${known.join(', ')}.`)
}

function checkObject(what: string, value: unknown): object {
  if (Object.prototype.toString.call(value) === '[object Object]') return value as object
  throw new InvalidOptionError(`${what} must be an object, not ${show(value)}.`)
}
