import type { Cursor } from '../lexer/cursor'
import { readPath } from '../lexer/names'
import type { Statement } from '../statement'
import { tableWrite, unanswered, withWrites, writing, writingOrUnknown } from '../clauses/table-write'
import { toWord } from '../clauses/clause-ends'
import { words } from '../lexer/words'

/** What a CREATE does, from behind its verb. Only tables and views change what is read. */
export function readCreate(
  cursor: Cursor,
  readStatement: (cursor: Cursor) => readonly Statement[],
): readonly Statement[] {
  const isTemporary = skipModifiers(cursor)
  const commits = cursor.dialect === 'mysql' && !isTemporary
  if (cursor.takes('RULE')) return readRule(cursor)
  const isTable = cursor.takes('TABLE')
  if (!isTable && !cursor.takes('VIEW')) return commits ? [writing([], true)] : []
  cursor.takes('CONCURRENTLY')
  cursor.takes('IF', 'NOT', 'EXISTS')
  const path = readPath(cursor)
  if (!path) return writingOrUnknown('CREATE', undefined)
  const paths = [path, ...readParentTables(cursor)]
  const definition = writing(
    paths.map((one) => tableWrite('define', one)),
    commits,
  )
  cursor.until(asWord)
  const filling = cursor.takes('AS') ? readStatement(cursor) : []
  return [definition, ...filling.map((statement) => withWrites(statement, unanswered))]
}

/** Tables whose rows those of the new one are, too, which it may already have when they are kept elsewhere. */
function readParentTables(cursor: Cursor): readonly (readonly string[])[] {
  const partitioned = cursor.takes('PARTITION', 'OF') ? readPath(cursor) : undefined
  cursor.until(parentWords)
  const inherited = cursor.takes('INHERITS') ? cursor.group()?.split().map(readPath) : undefined
  return [partitioned, ...(inherited ?? [])].filter((path) => path !== undefined)
}

/** @returns whether it is for this connection only, which does not commit in MySQL */
function skipModifiers(cursor: Cursor): boolean {
  let isTemporary = false
  for (;;) {
    if (cursor.takes('TEMPORARY') || cursor.takes('TEMP')) isTemporary = true
    else if (cursor.is('DEFINER', '=') || cursor.is('ALGORITHM', '=')) skipSetting(cursor)
    else if (cursor.takes('SQL', 'SECURITY')) cursor.next()
    else if (!cursor.takesOneOf(modifiers)) return isTemporary
  }
}

/** ``DEFINER = `root`@`localhost` ``, `DEFINER = CURRENT_USER()`, `ALGORITHM = MERGE`. */
function skipSetting(cursor: Cursor): void {
  for (let i = 0; i < 3; i++) cursor.next()
  cursor.group()
  const { lexeme } = cursor
  if (lexeme?.kind !== 'opaque' || !lexeme.text.startsWith('@')) return
  cursor.next()
  if (lexeme.text === '@') cursor.next()
}

/** PostgreSQL's rules change what reading and writing their table does. */
function readRule(cursor: Cursor): readonly Statement[] {
  cursor.until(toWord)
  const path = cursor.takes('TO') ? readPath(cursor) : undefined
  return writingOrUnknown('CREATE RULE', path && [tableWrite('define', path)])
}

const modifiers = words(
  'OR REPLACE ALTER GLOBAL LOCAL UNLOGGED FOREIGN EXTERNAL VIRTUAL RECURSIVE MATERIALIZED UNIQUE COLUMN ROW FORCE ' +
    'EDITIONABLE PRIVATE',
)
const parentWords = words('INHERITS AS')
const asWord = words('AS')
