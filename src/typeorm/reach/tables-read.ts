import type { TableWrite } from '../../sql/statement'
import type { EntityTable } from '../entities/entity-table'
import { dependsOnOf, expressionOf } from '../entities/view-tables'
import type { DataSourceWrites } from './data-source-writes'

/** A mapped table, and what the rows have that matter to a query: see `TableRead` of the SQL. */
export interface MappedRead {
  readonly table: EntityTable
  readonly matches: TableWrite['matches']
}

/** The mapped tables that a query reads; or why it can't be told. */
export type TablesRead =
  { readonly reads: readonly MappedRead[]; readonly locks: boolean } | { readonly unknown: string }

/** @param views those around, of whose expressions this is one */
export function tablesRead(sql: string, writes: DataSourceWrites, views = new Set<EntityTable>()): TablesRead {
  const reading = writes.sql.readingOf(sql)
  if (!reading) return { unknown: 'its text does not tell which tables it reads' }
  const reads: MappedRead[] = []
  for (const { path, matches } of reading.tables) {
    const named = mappedTables(path, writes)
    if (named.length === 0) return { unknown: `no entity maps the table ${path.join('.')}` }
    const unknown = unknownOf(named, writes, views)
    if (unknown !== undefined) return { unknown }
    reads.push(...named.map((table) => ({ table, matches })))
  }
  return { reads, locks: reading.locks }
}

/** Why it can't be told what the views among these read; `undefined` when it can. */
function unknownOf(
  tables: readonly EntityTable[],
  writes: DataSourceWrites,
  views: Set<EntityTable>,
): string | undefined {
  for (const table of tables) {
    const unknown = unknownOfView(table, writes, views)
    if (unknown !== undefined) return unknown
  }
  return undefined
}

function unknownOfView(table: EntityTable, writes: DataSourceWrites, views: Set<EntityTable>): string | undefined {
  const [view] = table.metadatas
  // A materialized view's rows change when it is refreshed, and only then.
  if (view.tableType !== 'view' || view.tableMetadataArgs.materialized || views.has(table)) return undefined
  views.add(table)
  const named = dependsOnOf(view)
  if (named) {
    const sources = named.map((source) => writes.catalog.tableOf(source))
    return unknownOf(sources, writes, views)
  }
  const read = tablesRead(expressionOf(view), writes, views)
  return 'unknown' in read ? `of the view ${view.name}, ${read.unknown}` : undefined
}

function mappedTables(path: readonly string[], { catalog, rules }: DataSourceWrites): readonly EntityTable[] {
  const alias = rules.aliasOf(path)
  if (alias === undefined) return catalog.written(path, false)
  const table = catalog.named(alias)
  return table ? [table] : []
}
