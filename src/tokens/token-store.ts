/**
 * Where tokens live. Implement it to keep them elsewhere, and run `tokenStoreContract` of `typeorm-alkey/testing` over
 * your store. All verbs take many identifiers, so that one call can be one round trip. They reject when the store
 * gives no answer; they must not hang.
 */
export interface TokenStore {
  /**
   * The current tokens of `identifiers`, made where there are none. A token that this returned has been acknowledged
   * by the store: from then on a bump changes it.
   */
  read(identifiers: readonly string[]): Promise<TokenReading>
  /** Makes the token of each identifier different from every earlier one. */
  bump(identifiers: readonly string[]): Promise<void>
  /** Changes `TokenReading.generation`, at a cost that does not grow with the number of tokens. */
  flush(): Promise<void>
  /** Releases what the store opened itself. */
  close(): Promise<void>
}

export interface TokenReading {
  /** Part of every key: different after a flush, and after the store lost or may have restored its memory. */
  readonly generation: string
  /** In the order of the identifiers asked for. `undefined`: there is a token, but nothing may be cached under it now. */
  readonly tokens: readonly (string | undefined)[]
}
