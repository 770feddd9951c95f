/**
 * Where tokens are kept. To keep them elsewhere, implement this interface and check your store with `tokenStoreContract` of
 * `typeorm-alkey/testing`. `read` and `bump` take many identifiers, so that one call can be one round trip. If the server
 * gives no answer, methods must reject, and must not hang.
 */
export interface TokenStore {
  /**
   * The current tokens of `identifiers`; missing ones are made. Return a token only when it is stored, so that every later
   * `bump` changes it.
   */
  read(identifiers: readonly string[]): Promise<TokenReading>
  /** Gives each identifier a new token, different from all its earlier ones. May just remove the old token. */
  bump(identifiers: readonly string[]): Promise<void>
  /** Changes `TokenReading.generation`. Should take the same time however many tokens there are. */
  flush(): Promise<void>
  /** Closes what the store opened itself. */
  close(): Promise<void>
}

/** What `TokenStore.read` resolves to. */
export interface TokenReading {
  /** Part of every key. It changes with a flush, and when the store may have lost tokens or restored old ones. */
  readonly generation: string
  /** One for each identifier, in the same order. `undefined`: nothing may be cached now that depends on this identifier. */
  readonly tokens: readonly (string | undefined)[]
  /** Whether they were kept in this process: they may be old by a bounded time, and are the same object while they stay. */
  readonly isNear?: boolean
}

/** Options of the tokens that a store keeps in this process. */
export interface NearCacheOptions {
  /**
   * The longest time, in ms, for which this process may use a token that another process has replaced; at least 10. Usually it
   * is a few milliseconds. The whole of it passes when the connection to Redis is cut without this process knowing.
   */
  readonly maxStalenessMs: number
  /** How many tokens are kept at the most; what was not read for longest goes first. Default: 100,000. */
  readonly maxEntries?: number | undefined
}
