import { EVERYTHING, bulkIdentifier, parseIdentifier } from '../identifiers/identifier'

/** Rows of one table that a record names, with more of them it names the table; and tags, with more it names everything. */
export const MAX_ROWS = 1_000

/** Decides what goes into a record: it is bounded, and may say more than will be bumped. */
export class RecordContents {
  readonly #written = new Set<string>()
  readonly #rows = new Map<string, number>()
  #tags = 0

  get isEmpty(): boolean {
    return this.#written.size === 0
  }

  /** What of `identifiers` must still be written, possibly by the table's bulk identifier. */
  admit(identifiers: Iterable<string>): string[] {
    const admitted: string[] = []
    for (const identifier of identifiers) {
      if (this.#written.has(identifier)) continue
      const bounded = this.#bounded(identifier)
      if (this.#written.has(bounded)) continue
      this.#written.add(bounded)
      admitted.push(bounded)
    }
    return admitted
  }

  #bounded(identifier: string): string {
    const parsed = parseIdentifier(identifier)
    if (parsed?.kind === 'tag') return ++this.#tags > MAX_ROWS ? EVERYTHING : identifier
    if (parsed?.kind !== 'row') return identifier
    const rows = (this.#rows.get(parsed.table) ?? 0) + 1
    this.#rows.set(parsed.table, rows)
    return rows > MAX_ROWS ? bulkIdentifier(parsed.table) : identifier
  }
}
