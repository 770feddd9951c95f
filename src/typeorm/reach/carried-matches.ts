import type { CarriedColumn } from '../../sql/queries/carried-values'
import type { RowsRead } from '../../sql/queries/rows-of-tables'
import type { TableWrite } from '../../sql/statement'
import type { EntityTable } from '../entities/entity-table'

type MatchesOfTable = TableWrite['matches']

/** What the rows of a table have that matter in any of these places; `undefined` when it may be any row. */
export function matchesOf(
  table: EntityTable,
  rows: readonly RowsRead[],
  tablesNamed: (path: readonly string[]) => readonly EntityTable[],
): MatchesOfTable {
  const all = rows.map(({ matches, carried }) =>
    carried?.columns.every((column) => areAlike(table, column, tablesNamed)) ? carried.matches : matches,
  )
  const known = all.filter((matches) => matches !== undefined)
  if (known.length < all.length) return undefined
  return known.length === 1 ? known[0] : known.flat()
}

/** Else values that the database takes for equal, as `7` and `'07'`, may have ids that are not. */
function areAlike(
  table: EntityTable,
  { column, path, from }: CarriedColumn,
  tablesNamed: (path: readonly string[]) => readonly EntityTable[],
): boolean {
  const own = table.comparisonOf(column)
  const others = tablesNamed(path)
  return own !== undefined && others.length > 0 && others.every((other) => other.comparisonOf(from) === own)
}
