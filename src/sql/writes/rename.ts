import type { Cursor } from '../lexer/cursor'
import { readPath } from '../lexer/names'
import type { Statement, TableWrite } from '../statement'
import { tableWrite, unknown, writing } from '../clauses/table-write'
import { toWord } from '../clauses/clause-ends'

/** What RENAME does, from behind its verb: `RENAME TABLE a TO b, c TO d`. */
export function readRename(cursor: Cursor): readonly Statement[] {
  const commits = cursor.dialect === 'mysql'
  if (cursor.is('USER')) return commits ? [writing([], true)] : []
  if (!cursor.takes('TABLE') && !cursor.takes('TABLES')) return [unknown('RENAME')]
  cursor.takes('IF', 'EXISTS')
  const writes: TableWrite[] = []
  for (const item of cursor.split()) {
    const from = readPath(item)
    item.until(toWord)
    const to = item.takes('TO') ? readPath(item) : undefined
    if (!from || !to) return [unknown('RENAME TABLE')]
    writes.push(...[from, to].map((path) => tableWrite('define', path, { cascades: true })))
  }
  return [writes.length > 0 ? writing(writes, commits) : unknown('RENAME TABLE')]
}

/** `REFRESH MATERIALIZED VIEW sales`, from behind the verb. */
export function readRefresh(cursor: Cursor): TableWrite[] | undefined {
  if (!cursor.takes('MATERIALIZED', 'VIEW')) return undefined
  cursor.takes('CONCURRENTLY')
  const path = readPath(cursor)
  return path && [tableWrite('define', path, { cascades: true })]
}
