/**
 * A row that a transaction has written without telling which rows it belongs to. They are read just before COMMIT: by
 * then the row is locked, so the answer is exact and takes no lock that is not held already.
 */
export interface UnreadRow {
  /** Its identifier. */
  readonly row: string
  /** Its table, as it stands in identifiers. */
  readonly table: string
  /** The values of its primary key as the database takes them. */
  readonly key: readonly unknown[]
  /** Whether the transaction has locked it for certain: the database has said that it found it. */
  readonly isHeld: boolean
  /** The identifiers that stand for its parents while they are not known. */
  readonly inBulk: readonly string[]
  /** Whether it may be gone since, so that its parents can't be read any more. */
  readonly isLost: boolean
}

/** The rows of a transaction, or of a savepoint in it, whose parents are still to be read. */
export class UnreadRows implements Iterable<UnreadRow> {
  /** `undefined` for a row that was removed, and whose parents were told then. */
  readonly #rows = new Map<string, UnreadRow | undefined>()
  readonly #doubted = new Set<string>()

  add(row: UnreadRow): void {
    const known = this.#rows.get(row.row)
    // What was held once stays so.
    const isHeld = row.isHeld || known?.isHeld === true
    const inBulk = known ? [...new Set([...known.inBulk, ...row.inBulk])] : row.inBulk
    this.#rows.set(row.row, { ...row, isHeld, inBulk, isLost: row.isLost || known?.isLost === true })
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0
  }

  /** The row is gone, and a statement has told which rows it belonged to. */
  remove(row: string): void {
    this.#rows.set(row, undefined)
  }

  /** Rows of the table may be gone, and nothing tells which. */
  doubt(table: string): void {
    this.#doubted.add(table)
    for (const row of this.#rows.values()) if (row?.table === table) this.#rows.set(row.row, { ...row, isLost: true })
  }

  /** Adds what has happened after this. */
  follow(later: UnreadRows): void {
    for (const table of later.#doubted) this.doubt(table)
    for (const [name, row] of later.#rows) {
      if (row) this.add(row)
      else this.remove(name)
    }
  }

  *[Symbol.iterator](): Iterator<UnreadRow> {
    for (const row of this.#rows.values()) if (row) yield row
  }
}
