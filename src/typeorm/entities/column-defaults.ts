/** How long an answer of the database counts, in ms: others may have given a column a default since. */
const LASTS_MS = 60_000

/** What is known of the columns of a table that the database fills by itself where a statement leaves them out. */
export class ColumnDefaults {
  #columns: ReadonlySet<string> | undefined
  #until = 0

  /** Whether one of these columns, by their folded names, may be filled: it may as long as nobody knows. */
  mayFill(columns: readonly string[]): boolean {
    const known = this.#columns
    return !known || columns.some((column) => known.has(column))
  }

  /** Whether the database is to be asked, or asked again. */
  get isOld(): boolean {
    return performance.now() >= this.#until
  }

  /** @param columns by their folded names; `undefined` where the database gave no answer, and is left alone for a while */
  learn(columns: Iterable<string> | undefined): void {
    this.#columns = columns && new Set(columns)
    this.#until = performance.now() + LASTS_MS
  }

  /** Nothing is known any more: the table may have been defined anew. */
  forget(): void {
    this.#columns = undefined
    this.#until = 0
  }
}
