import type { QueryReading } from '../../sql/queries/query-reading'
import type { EntityTable } from '../entities/entity-table'
import { dependsOnOf, expressionOf } from '../entities/view-tables'
import type { DataSourceWrites } from './data-source-writes'
import { namingsOf } from './row-namings'
import { type Alternative, alternativesOf } from './rows-read'

/** A mapped table where a query reads it. */
export interface MappedRead {
  readonly table: EntityTable
  /** What the query calls it, where it gives it a name. */
  readonly alias: string | undefined
  /** Its rows that matter; `undefined` where it may be any row. */
  readonly alternatives: readonly Alternative[] | undefined
  /** Whether an alias among the options says that it is meant: then columns may be other ones. */
  readonly isByOption: boolean
}

/** The places where a query reads mapped tables; or why it can't be told. */
export type TablesRead =
  { readonly reads: readonly MappedRead[]; readonly locks: boolean } | { readonly unknown: string }

/** By what was read of a text, which is remembered as well. */
const known = new WeakMap<DataSourceWrites, WeakMap<QueryReading, TablesRead>>()

export function tablesRead(sql: string, writes: DataSourceWrites): TablesRead {
  const reading = writes.sql.readingOf(sql)
  if (!reading) return untold
  let all = known.get(writes)
  if (!all) known.set(writes, (all = new WeakMap()))
  let read = all.get(reading)
  if (!read) all.set(reading, (read = mappedReads(reading, writes, new Set())))
  return read
}

const untold = { unknown: 'its text does not tell which tables it reads' }

/** @param views those around, of whose expressions this is one */
function mappedReads(reading: QueryReading, writes: DataSourceWrites, views: Set<EntityTable>): TablesRead {
  const { catalog, rules } = writes
  const reads: MappedRead[] = []
  const tablesOf = (path: readonly string[]): readonly EntityTable[] =>
    rules.aliasOf(path) === undefined ? catalog.written(path, false) : []
  for (const { path, rows } of reading.tables) {
    const option = rules.aliasOf(path)
    const isByOption = option !== undefined
    const named = isByOption ? aliased(option, writes) : catalog.written(path, false)
    if (named.length === 0) return { unknown: `no entity maps the table ${path.join('.')}` }
    const unknown = unknownOf(named, writes, views)
    if (unknown !== undefined) return { unknown }
    for (const table of named) {
      const namings = namingsOf(table, rules)
      for (const place of rows) {
        const alternatives = isByOption ? undefined : alternativesOf(table, place, namings, tablesOf)
        reads.push({ table, alias: place.alias, alternatives, isByOption })
      }
    }
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
  if (!table.isView || view.tableMetadataArgs.materialized || views.has(table)) return undefined
  views.add(table)
  const named = dependsOnOf(view)
  if (named) {
    const sources = named.map((source) => writes.catalog.tableOf(source))
    return unknownOf(sources, writes, views)
  }
  const reading = writes.sql.readingOf(expressionOf(view))
  const read = reading ? mappedReads(reading, writes, views) : untold
  return 'unknown' in read ? `of the view ${view.name}, ${read.unknown}` : undefined
}

function aliased(alias: string, { catalog }: DataSourceWrites): readonly EntityTable[] {
  const table = catalog.named(alias)
  return table ? [table] : []
}
