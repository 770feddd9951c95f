/**
 * Where cached values live: a Keyv, a cache-manager cache, or anything else with these two methods, which may return
 * promises. A value is a text of this package's own. A store may forget values whenever it likes, and must not give
 * one back under another key.
 */
export interface ValueStore {
  /** What was set under `key` and has not expired; else `undefined` or `null`. */
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
