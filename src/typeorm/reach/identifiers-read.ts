import type { Dialect } from '../../sql/statement'
import type { EntityTable } from '../entities/entity-table'
import type { Parameters } from './execution'
import { identifiersOf, matchedRows } from './keyed-rows'
import { mayBeSpliced } from './statement-values'
import type { MappedRead } from './tables-read'

/** More rows are their table: each is one more token to read. */
export const MOST_ROWS_OF_TABLE = 50
export const MOST_ROWS_OF_QUERY = 100

export interface IdentifiersRead {
  readonly all: readonly string[]
  readonly haveRows: boolean
}

/**
 * What a query depends on: of each table the rows that its conditions name by their primary keys, else the table.
 * @param parameters `undefined` when they can't be told
 */
export function identifiersRead(
  reads: readonly MappedRead[],
  parameters: Parameters | undefined,
  dialect: Dialect,
): IdentifiersRead {
  const known = parameters && !mayBeSpliced(parameters, dialect) ? parameters : undefined
  const tables = new Map<EntityTable, ReadonlySet<string> | undefined>()
  for (const read of reads) {
    const { table } = read
    const rows = known && rowsNamedBy(read, known)
    const others = tables.get(table)
    tables.set(table, tables.has(table) ? rows && others && new Set([...others, ...rows]) : rows)
  }
  return chosen(tables)
}

function chosen(tables: ReadonlyMap<EntityTable, ReadonlySet<string> | undefined>): IdentifiersRead {
  let count = 0
  for (const rows of tables.values()) count += rows?.size ?? 0
  const haveRows = count > 0 && count <= MOST_ROWS_OF_QUERY
  const all = Array.from(tables, ([table, rows]) => (haveRows && rows ? [...rows] : [table.identifier]))
  return { all: all.flat(), haveRows }
}

/** `undefined` where it may be any row, or too many. */
function rowsNamedBy({ table, matches }: MappedRead, parameters: Parameters): ReadonlySet<string> | undefined {
  // What a view shows has no identifier.
  if (!matches || matches.length > MOST_ROWS_OF_TABLE || table.metadatas[0].tableType === 'view') return undefined
  const named = matchedRows(table, { matches }, parameters)
  const rows = named && new Set(identifiersOf(named))
  return rows && rows.size > 0 && rows.size <= MOST_ROWS_OF_TABLE ? rows : undefined
}
