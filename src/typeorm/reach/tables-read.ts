import type { TableWrite } from '../../sql/statement'
import type { EntityTable } from '../entities/entity-table'
import { dependsOnOf, expressionOf } from '../entities/view-tables'
import { matchesOf } from './carried-matches'
import type { DataSourceWrites } from './data-source-writes'

/** A mapped table, and what its rows have that matter to a query: all the values of one of these; or it may be any row. */
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
  const tablesOf = (path: readonly string[]): readonly EntityTable[] =>
    writes.rules.aliasOf(path) === undefined ? writes.catalog.written(path, false) : []
  for (const { path, rows } of reading.tables) {
    const alias = writes.rules.aliasOf(path)
    const named = alias === undefined ? writes.catalog.written(path, false) : aliased(alias, writes)
    if (named.length === 0) return { unknown: `no entity maps the table ${path.join('.')}` }
    const unknown = unknownOf(named, writes, views)
    if (unknown !== undefined) return { unknown }
    // Under another name, columns may be other ones.
    const isRowWise = alias === undefined
    reads.push(...named.map((table) => ({ table, matches: isRowWise ? matchesOf(table, rows, tablesOf) : undefined })))
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

function aliased(alias: string, { catalog }: DataSourceWrites): readonly EntityTable[] {
  const table = catalog.named(alias)
  return table ? [table] : []
}
