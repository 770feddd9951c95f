import { type CarriedValues, withCarried } from '../../sql/queries/carried-values'
import type { RowsRead } from '../../sql/queries/rows-of-tables'
import type { Value } from '../../sql/statement'
import type { EntityTable } from '../entities/entity-table'
import type { Naming } from './row-namings'

/** What a condition says of the rows of a table that matter to a query: all the values of one of several. */
export type Match = ReadonlyMap<string, Value>

/** Rows with certain values, and the ways to name them; the narrowest first. */
export interface Alternative {
  readonly match: Match
  readonly ways: readonly NamingWithValues[]
}

/** A way to name rows, with the values that it takes. */
export interface NamingWithValues {
  readonly naming: Naming
  readonly values: readonly Value[]
  /** Whether a value is that of another table, by a join. */
  readonly isCarried: boolean
}

/**
 * The rows of a table that matter where a query reads it; `undefined` where it may be any row.
 * @param tablesNamed the tables that a name in the query may mean
 */
export function alternativesOf(
  table: EntityTable,
  { matches: own, carried: all }: RowsRead,
  namings: readonly Naming[],
  tablesNamed: (path: readonly string[]) => readonly EntityTable[],
): readonly Alternative[] | undefined {
  const carried = all.filter((values) => areAlike(table, values, tablesNamed))
  const matches = withCarried(own, carried)
  const isCarried = (column: string): boolean => !own?.every((match) => match.has(column))
  return matches?.map((match) => ({
    match,
    ways: namings.flatMap((naming) => {
      const values = naming.columns.map((column) => match.get(column))
      if (!values.every((value) => value !== undefined)) return []
      return [{ naming, values, isCarried: naming.columns.some(isCarried) }]
    }),
  }))
}

/** Else values that the database takes for equal, as `7` and `'07'`, may have ids that are not. */
function areAlike(
  table: EntityTable,
  { column, path, from }: CarriedValues,
  tablesNamed: (path: readonly string[]) => readonly EntityTable[],
): boolean {
  const own = table.comparisonOf(column)
  const others = tablesNamed(path)
  return own !== undefined && others.length > 0 && others.every((other) => other.comparisonOf(from) === own)
}
