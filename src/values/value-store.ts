/**
 * Where cached values are kept: a Keyv, a cache-manager cache, or anything else with these two methods, which may return
 * promises. Values are texts in a format of this package. A store may drop values at any time.
 */
export interface ValueStore {
  /** The value that was set under `key`. `undefined` or `null` if there is none, or it has expired. */
  get(key: string): unknown
  /** Keeps `value` under `key` for at most `ttlMs` milliseconds. */
  set(key: string, value: string, ttlMs: number): unknown
}

/** A token store that also holds values, on the same connection. */
export interface HoldsValues {
  readonly values: ValueStore
}

export function holdsValues(store: object): store is HoldsValues {
  return 'values' in store
}
