import type { CoveredTables } from '../../values/covered-tables'
import type { EntityTable } from '../entities/entity-table'
import type { DataSourceWrites } from './data-source-writes'
import { tablesRead } from './tables-read'

/**
 * The tables that a query reads and that may change without changing what is covered. None where that can't be told: of
 * texts that don't tell their tables, of tables without an entity, and of views.
 */
export function undeclaredTables(sql: string, covered: CoveredTables, writes: DataSourceWrites): readonly string[] {
  if (covered.isEverything) return []
  const read = tablesRead(sql, writes)
  if ('unknown' in read) return []
  const isCovered = (table: EntityTable): boolean =>
    table.isView ||
    covered.tables.has(table.text) ||
    covered.rows.has(table.text) ||
    // A change of a row changes the rows that it belongs to.
    writes.rules.referencesOf(table).some(({ target }) => covered.rows.has(target.text))
  const uncovered = read.reads.filter(({ table }) => !isCovered(table))
  return uncovered.map(({ table }) => table.text)
}
