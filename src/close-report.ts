/** What `close()` resolves to. */
export interface CloseReport {
  /**
   * Identifiers whose tokens could not be replaced in time, and names of tags whose cache handlers failed. Other processes
   * may still find old values that depend on them. Empty if everything was delivered.
   */
  readonly undelivered: readonly string[]
}
