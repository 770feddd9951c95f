import type { Matches } from '../clauses/comparisons'
import { readConditions } from '../clauses/conditions'
import type { Cursor } from '../lexer/cursor'
import type { Lexeme } from '../lexer/lexeme'
import { words } from '../lexer/words'
import { type CarriedValues, carriedValues } from './carried-values'
import { readJoinedTables } from './joined-tables'

/** What the rows of a table have that matter where a query reads it. */
export interface RowsRead {
  /** What the query calls the table, where it gives it a name. */
  readonly alias: string | undefined
  /** All the values of one of these; `undefined` when it may be any row. */
  readonly matches: Matches | undefined
  /** What they have besides, by values of other tables. */
  readonly carried: readonly CarriedValues[]
}

export const anyRow: RowsRead = { alias: undefined, matches: undefined, carried: [] }

/**
 * What a SELECT's conditions say of the rows of its tables, by the names of these where they are written: others are as if
 * they were not there. A table that is missing may be read in any row.
 *
 * WHERE says it of a table that an outer join may leave without a row as well: nothing is equal to NULL. But `IS NULL` says
 * nothing there: it is met just where there is no such row.
 * @param clause from behind FROM
 * @param isTable whether a name is that of a table, and not of a common table expression, whose columns may be anything
 */
export function rowsOfTables(
  clause: Cursor,
  isTable: (name: Lexeme, path: readonly string[]) => boolean,
): ReadonlyMap<Lexeme, RowsRead> {
  const rows = new Map<Lexeme, RowsRead>()
  const from = clause.until(fromEnds)
  const where = clause.takes('WHERE') ? [clause.until(whereEnds)] : []
  if (clause.length > 0 && !isCertainEnd(clause)) return rows
  const tables = readJoinedTables(from) ?? []
  // Of several tables any may have a column without a qualifier, and USING makes one of two.
  const needsQualifier = tables.length > 1
  const read = (
    conditions: readonly Cursor[],
    { path, alias, spelling, isOuter }: (typeof tables)[number],
  ): Matches | undefined =>
    readConditions(
      conditions.map((condition) => condition.rest()),
      { path, alias, spelling, needsQualifier, readsNull: !isOuter },
    )
  const filtered = tables
    .filter(({ name, path }) => name && isTable(name, path))
    .map((table) => ({ table, matches: read(where, table) }))
  for (const target of filtered) {
    const { name, alias, conditions } = target.table
    if (!name) continue
    const matches = conditions.length > 0 ? read([...where, ...conditions], target.table) : target.matches
    rows.set(name, { alias, matches, carried: carriedValues(target, filtered, where) })
  }
  return rows
}

// A clause that is not among them only makes what stands before it unreadable.
const whereEnds = words('GROUP HAVING WINDOW ORDER LIMIT OFFSET FETCH FOR LOCK UNION INTERSECT EXCEPT')

/** The others may be names of columns, behind which the condition goes on. */
function isCertainEnd({ dialect, lexeme }: Cursor): boolean {
  const key = lexeme?.key ?? ''
  return dialect === 'postgres' ? key !== 'LOCK' : certainElsewhere.has(key)
}

const certainElsewhere = words('GROUP HAVING ORDER LIMIT UNION')
const fromEnds: ReadonlySet<string> = new Set(['WHERE', ...whereEnds])
