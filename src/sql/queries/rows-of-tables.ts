import type { Matches } from '../clauses/comparisons'
import { readConditions } from '../clauses/conditions'
import type { Cursor } from '../lexer/cursor'
import type { Lexeme } from '../lexer/lexeme'
import { words } from '../lexer/words'
import { readJoinedTables } from './joined-tables'

/**
 * What a SELECT's conditions say of the rows of its tables, by the names of these where they are written: rows that have
 * the values of none of the matches are as if they were not there. A table that is missing may be read in any row.
 *
 * WHERE says it of a table that an outer join may leave without a row as well: nothing is equal to NULL.
 * @param clause from behind FROM
 */
export function rowsOfTables(clause: Cursor): ReadonlyMap<Lexeme, Matches> {
  const rows = new Map<Lexeme, Matches>()
  const tables = readJoinedTables(clause.until(fromEnds)) ?? []
  const where = clause.takes('WHERE') ? [clause.until(whereEnds)] : []
  // Of several tables any may have a column without a qualifier, and USING makes one of two.
  const needsQualifier = tables.length > 1
  for (const { name, path, alias, conditions } of tables) {
    const all = [...where, ...conditions].map((condition) => condition.rest())
    const matches = name && readConditions(all, { path, alias, needsQualifier })
    if (matches) rows.set(name, matches)
  }
  return rows
}

// A clause that is not among them only makes what stands before it unreadable.
const whereEnds = words('GROUP HAVING WINDOW ORDER LIMIT OFFSET FETCH FOR LOCK UNION INTERSECT EXCEPT')
const fromEnds: ReadonlySet<string> = new Set(['WHERE', ...whereEnds])
