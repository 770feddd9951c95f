import { InvalidOptionError, show } from '../errors'

/** A value, or a promise of the value. */
export type Awaitable<Value> = Value | PromiseLike<Value>

/** Keeps the versions of tags, as text. Implement it to keep them elsewhere than in memory or Redis. */
export interface CacheHandler {
  /** The name of the handler, for messages and for `delegateCacheQuery`. */
  groupName(): string
  /** The text stored under `key`; `null` or `undefined` if there is none. */
  get(key: string): Awaitable<string | null | undefined>
  /** Stores text under `key`. @param ttl how long to keep it, in seconds. Default: without end */
  set(key: string, value: string, ttl?: number): Awaitable<unknown>
  /** The stored texts, by key; keys without text may be left out. Called once for all tags of a key. */
  getMulti(keys: readonly string[]): Awaitable<Readonly<Record<string, string | null | undefined>>>
}

/** A tag's version in a handler: where it is stored, and its first version, if that is not the current time. */
export interface VersionKey {
  readonly key: string
  readonly initial?: number | undefined
}

/**
 * Optional for a handler: makes versions atomically, so that two processes never get the same version, and each above all
 * earlier ones, so that none occurs twice, even after an eviction. Without it, versions are read, changed and written back,
 * and a change of another process in between is lost.
 */
export interface AtomicCacheHandler extends CacheHandler {
  /** The stored versions of `tags`, in the same order; missing ones are made. */
  seed(tags: readonly VersionKey[]): Promise<readonly string[]>
  /** Adds 0.1 to the version. @returns the new version */
  increment(tag: VersionKey): Promise<string>
  /** Replaces the version by the current time. @returns the new version */
  reset(key: string): Promise<string>
}

export function isAtomic(handler: CacheHandler): handler is AtomicCacheHandler {
  return ['seed', 'increment', 'reset'].every(
    (verb) => typeof (handler as unknown as Record<string, unknown>)[verb] === 'function',
  )
}

/** @param what it is called in the message when it is no handler */
export function checkHandler(what: string, value: unknown): CacheHandler {
  const handler = value as Partial<CacheHandler> | null | undefined
  for (const verb of ['groupName', 'get', 'set', 'getMulti'] as const) {
    if (typeof handler?.[verb] !== 'function') {
      throw new InvalidOptionError(
        `${what} must be a cache handler with the methods groupName, get, set and getMulti; ${show(value)} has no ${verb}().`,
      )
    }
  }
  return handler as CacheHandler
}

/** How long a value is kept, in seconds; `undefined` for ever. */
export function checkTtl(ttl: unknown): number | undefined {
  if (ttl === undefined || (Number.isSafeInteger(ttl) && (ttl as number) > 0)) return ttl as number | undefined
  throw new InvalidOptionError(`ttl must be a positive whole number of seconds, not ${show(ttl)}.`)
}
