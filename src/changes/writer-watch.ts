/**
 * What a database server says of a connection: that it is gone, or since when it does what it does now. Two answers with a
 * text in common are about the same statement or transaction; without any text it is idle.
 */
export type ConnectionState = 'gone' | { readonly since: readonly string[] }

/** Asks the database what it does for writers that have fallen silent. */
export interface WriterWatch {
  /** In the order of `writers`, which are names of connections; `undefined` for what can't be told. Never rejects. */
  statesOf(writers: readonly (string | undefined)[]): Promise<readonly (ConnectionState | undefined)[]>
}
