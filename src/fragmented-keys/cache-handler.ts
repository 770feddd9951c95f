import { InvalidOptionError, show } from '../errors'

/** A value, or the promise of one. */
export type Awaitable<Value> = Value | PromiseLike<Value>

/** Where the versions of tags are kept, as text. Implement it to keep them elsewhere. */
export interface CacheHandler {
  /** What messages call it, and what `delegateCacheQuery` compares. */
  groupName(): string
  /** The text stored under `key`; null or `undefined` where there is none. */
  get(key: string): Awaitable<string | null | undefined>
  /** @param ttl how long to keep it, in seconds; for ever when not given */
  set(key: string, value: string, ttl?: number): Awaitable<unknown>
  /** The texts stored under `keys`, by key, of those that there are. One call for all tags of a key. */
  getMulti(keys: readonly string[]): Awaitable<Readonly<Record<string, string | null | undefined>>>
}

/** A tag whose version is asked for: where it is stored, and what it begins with, if not with the time. */
export interface VersionKey {
  readonly key: string
  readonly initial?: number | undefined
}

/**
 * What a handler may also do: make versions in one step, so that two processes never give out the same one, and above
 * every one given out before, so that none comes back after an eviction. Without it, versions are read, changed and
 * written, and what another process writes in between is lost.
 */
export interface AtomicCacheHandler extends CacheHandler {
  /** The versions stored for `tags`, made where there are none, in their order. */
  seed(tags: readonly VersionKey[]): Promise<readonly string[]>
  /** Adds 0.1. @returns the new version */
  increment(tag: VersionKey): Promise<string>
  /** Puts a fresh version, by the time, in the place of any other. @returns it */
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
        `${what} must be a cache handler with groupName, get, set and getMulti; ${show(value)} has no ${verb}().`,
      )
    }
  }
  return handler as CacheHandler
}

/** How long a value is kept, in seconds; `undefined` for ever. */
export function checkTtl(ttl: unknown): number | undefined {
  if (ttl === undefined || (Number.isSafeInteger(ttl) && (ttl as number) > 0)) return ttl as number | undefined
  throw new InvalidOptionError(`A ttl is a positive whole number of seconds, not ${show(ttl)}.`)
}
