import type { Cursor } from '../lexer/cursor'
import { type NamedTable, endsWith, readAlias, readPath } from '../lexer/names'
import { isQueryNext } from './parentheses'
import { words } from '../lexer/words'

/** The tables that are named in the table references of a FROM, without those of queries in parentheses. */
export function readTableReferences(cursor: Cursor): readonly NamedTable[] {
  const tables: NamedTable[] = []
  let isTableNext = true
  while (cursor.lexeme) {
    if (isTableNext && cursor.lexeme.key === '(') isTableNext = !enterParentheses(cursor)
    else if (isTableNext && cursor.takesOneOf(beforeTables)) continue
    else if (isTableNext) {
      isTableNext = false
      const table = readReference(cursor)
      if (table) tables.push(table)
    } else {
      isTableNext = joins.has(cursor.lexeme.key)
      cursor.skip()
    }
  }
  return tables
}

/** The tables that a name means among these: its alias, or else its own. */
export function tablesNamed(path: readonly string[], references: readonly NamedTable[]): readonly NamedTable[] {
  return references.filter((one) =>
    one.alias !== undefined && path.length === 1
      ? one.alias === path[0]
      : endsWith(one.path, path.slice(-one.path.length)),
  )
}

/** Goes into nested joins, and behind a query. @returns whether it was a query */
function enterParentheses(cursor: Cursor): boolean {
  const isQuery = isQueryNext(cursor)
  if (isQuery) cursor.skip()
  else cursor.next()
  return isQuery
}

function readReference(cursor: Cursor): NamedTable | undefined {
  const path = readPath(cursor)
  if (!path) {
    cursor.skip()
    return undefined
  }
  // A function that gives a table: `JSON_TABLE (…)`.
  if (cursor.group()) return undefined
  if (cursor.takes('PARTITION')) cursor.group()
  return { path, alias: readAlias(cursor) }
}
const beforeTables = words('LATERAL ONLY { OJ')
const joins = words(', JOIN STRAIGHT_JOIN APPLY')
