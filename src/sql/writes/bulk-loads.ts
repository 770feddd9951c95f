import { readTargetColumn } from '../clauses/assignments'
import type { Cursor } from '../lexer/cursor'
import { readPath } from '../lexer/names'
import type { Statement, TableWrite } from '../statement'
import { tableWrite, unanswered, unknown, withWrites, writing, writingOrUnknown } from '../clauses/table-write'
import type { Lexeme } from '../lexer/lexeme'

/** What PostgreSQL's COPY writes, from behind its verb. */
export function readCopy(
  cursor: Cursor,
  readStatement: (cursor: Cursor) => readonly Statement[],
): readonly Statement[] {
  const query = cursor.group()
  if (query) return readStatement(query).map((statement) => withWrites(statement, unanswered))
  cursor.takes('BINARY')
  const path = readPath(cursor)
  if (!path) return [unknown('COPY')]
  const columns = readLoadedColumns(cursor.group())
  return cursor.takes('TO') ? [] : writingOrUnknown('COPY', [tableWrite('insert', path, { columns, isCounted: true })])
}

/** What LOAD does, from behind its verb: MySQL writes the rows of a file. */
export function readLoad(cursor: Cursor): readonly Statement[] {
  if (!cursor.takes('DATA') && !cursor.takes('XML')) return cursor.is('INDEX') ? [writing([], true)] : []
  let onConflict: TableWrite['onConflict']
  while (cursor.lexeme && !cursor.is('INTO', 'TABLE')) {
    const { key } = cursor.next() as Lexeme
    if (key === 'LOCAL' || key === 'IGNORE') onConflict = 'ignore'
    if (key === 'REPLACE') onConflict = 'replace'
  }
  const path = cursor.takes('INTO', 'TABLE') ? readPath(cursor) : undefined
  return writingOrUnknown('LOAD', path && [tableWrite('insert', path, { onConflict })])
}

function readLoadedColumns(cursor: Cursor | undefined): readonly string[] | undefined {
  const columns = cursor?.split().map((item) => readTargetColumn(item)?.column)
  return columns?.every((column) => column !== undefined) ? columns : undefined
}
