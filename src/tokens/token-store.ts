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
}
