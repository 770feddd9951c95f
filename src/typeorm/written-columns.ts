import type { EntityMetadata } from 'typeorm'
import { dataSourceOf } from './data-source-of'
import type { RelationMetadata } from './metadata'

/** Characters kept at the most: a flush of many rows repeats few texts. */
const MAX_LENGTH = 100_000

/**
 * The UPDATE statements of a transaction, or since the last hooks outside one. `save` writes a foreign key that only
 * the parent's side knows without a word of it in the child's event, so the statement tells whether a row may have moved.
 */
export class WrittenColumns {
  readonly #texts = new Set<string>()
  #length = 0

  note(sql: string): void {
    if (this.#texts.has(sql) || this.#length > MAX_LENGTH) return
    this.#length += sql.length
    if (this.#length <= MAX_LENGTH) this.#texts.add(sql)
  }

  /** Whether a statement names the table and a column of the relation; it may name them elsewhere. */
  mayHold(relation: RelationMetadata, metadata: EntityMetadata): boolean {
    if (this.#length > MAX_LENGTH) return true
    const { driver } = dataSourceOf(metadata)
    const table = driver.escape(metadata.tableName)
    const columns = relation.joinColumns.map(({ databaseName }) => driver.escape(databaseName))
    for (const sql of this.#texts) {
      if (sql.includes(table) && columns.some((column) => sql.includes(column))) return true
    }
    return false
  }

  clear(): void {
    this.#length = 0
    this.#texts.clear()
  }
}
