import { parseIdentifier } from '../../identifiers/identifier'
import type { EntityTable } from '../entities/entity-table'
import type { DataSourceWrites } from './data-source-writes'
import { tablesRead } from './tables-read'

/**
 * The tables that a query reads and that may change without changing any of the identifiers. None where that can't be told:
 * of texts that don't tell their tables, of tables without an entity, and of views.
 */
export function undeclaredTables(
  sql: string,
  identifiers: ReadonlySet<string>,
  writes: DataSourceWrites,
): readonly string[] {
  const read = tablesRead(sql, writes)
  if ('unknown' in read) return []
  const covered = coveredBy(identifiers)
  if (covered.isEverything) return []
  const isCovered = (table: EntityTable): boolean =>
    table.metadatas[0].tableType === 'view' ||
    covered.tables.has(table.text) ||
    covered.rows.has(table.text) ||
    // A change of a row changes the rows that it belongs to.
    writes.rules.referencesOf(table).some(({ target }) => covered.rows.has(target.text))
  return read.tables.filter((table) => !isCovered(table)).map(({ text }) => text)
}

interface CoveredTables {
  /** Tables of which all rows count. */
  readonly tables: ReadonlySet<string>
  /** Tables of which some rows count. */
  readonly rows: ReadonlySet<string>
  readonly isEverything: boolean
}

function coveredBy(identifiers: ReadonlySet<string>): CoveredTables {
  const [tables, rows] = [new Set<string>(), new Set<string>()]
  let isEverything = false
  for (const identifier of identifiers) {
    const parsed = parseIdentifier(identifier)
    if (parsed?.kind === 'global') isEverything = true
    if (parsed?.kind === 'table') tables.add(parsed.table)
    if (parsed?.kind === 'row' || parsed?.kind === 'bulk') rows.add(parsed.table)
  }
  return { tables, rows, isEverything }
}
