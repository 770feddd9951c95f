import { EVERYTHING, bulkIdentifier, parseIdentifier } from '../identifiers/identifier'

/** Rows of one table that a record names; with more of them it names the table: it is read after a crash alone. */
export const MAX_ROWS = 100

/** Tags that a record names; with more of them it names everything. */
export const MAX_TAGS = 1_000

/** Decides what goes into a record: it is bounded, and may say more than will be bumped. */
export class RecordContents {
  readonly #written = new Set<string>()
  readonly #rows = new Map<string, RowsOfTable>()
  /** Those of the row before: rows of one table mostly come one after the other. */
  #latest: RowsOfTable | undefined
  #tags = 0

  get isEmpty(): boolean {
    return this.#written.size === 0
  }

  /** What of `identifiers` must still be written, possibly by the table's bulk identifier. */
  admit(identifiers: Iterable<string>): string[] {
    const admitted: string[] = []
    for (const identifier of identifiers) {
      if (this.#isCovered(identifier) || this.#written.has(identifier)) continue
      const bounded = this.#bounded(identifier)
      if (this.#written.has(bounded)) continue
      this.#written.add(bounded)
      admitted.push(bounded)
    }
    return admitted
  }

  /** Whether the record names the table in place of its rows already. */
  #isCovered(identifier: string): boolean {
    return this.#latest !== undefined && this.#latest.count > MAX_ROWS && isRowOf(this.#latest, identifier)
  }

  #bounded(identifier: string): string {
    if (this.#latest && isRowOf(this.#latest, identifier)) return this.#row(identifier, this.#latest)
    const parsed = parseIdentifier(identifier)
    if (parsed?.kind === 'tag') return ++this.#tags > MAX_TAGS ? EVERYTHING : identifier
    if (parsed?.kind !== 'row') return identifier
    let rows = this.#rows.get(parsed.table)
    if (!rows) {
      const bulk = bulkIdentifier(parsed.table)
      this.#rows.set(parsed.table, (rows = { prefix: bulk.slice(0, -1), bulk, count: 0 }))
    }
    this.#latest = rows
    return this.#row(identifier, rows)
  }

  #row(identifier: string, rows: RowsOfTable): string {
    return ++rows.count > MAX_ROWS ? rows.bulk : identifier
  }
}

/** Behind the name of a table come rows alone, but for `*` and `~`. */
function isRowOf({ prefix }: RowsOfTable, identifier: string): boolean {
  if (!identifier.startsWith(prefix)) return false
  const last = identifier.charCodeAt(identifier.length - 1)
  return last !== 0x2a && last !== 0x7e
}

interface RowsOfTable {
  /** How the identifiers of its rows begin. */
  readonly prefix: string
  readonly bulk: string
  count: number
}
