import type { Cursor } from '../lexer/cursor'
import { readPath } from '../lexer/names'
import type { Statement } from '../statement'
import { tableWrite, writing, writingOrUnknown } from '../clauses/table-write'
import { cascadeWord, readTables } from './truncate'
import { words } from '../lexer/words'

/** What a DROP does, from behind its verb. */
export function readDrop(cursor: Cursor): readonly Statement[] {
  if (cursor.takes('PREPARE')) return []
  const isTemporary = cursor.takes('TEMPORARY')
  const commits = cursor.dialect === 'mysql' && !isTemporary
  while (cursor.takesOneOf(modifiers));
  const object = cursor.next()?.key ?? ''
  if (tables.has(object)) return readDropTables(cursor, commits)
  if (object === 'RULE') return readDropRule(cursor)
  if (!harmless.has(object)) return [{ kind: 'everything', commits }]
  if (withDependents.has(object)) {
    cursor.until(cascadeWord)
    if (cursor.is('CASCADE')) return [{ kind: 'everything', commits }]
  }
  return commits ? [writing([], true)] : []
}

function readDropTables(cursor: Cursor, commits: boolean): readonly Statement[] {
  cursor.takes('IF', 'EXISTS')
  const paths = readTables(cursor)
  if (!paths) return writingOrUnknown('DROP', undefined)
  return [
    writing(
      paths.map((path) => tableWrite('define', path, { cascades: true })),
      commits,
    ),
  ]
}

function readDropRule(cursor: Cursor): readonly Statement[] {
  cursor.until(onWord)
  const path = cursor.takes('ON') ? readPath(cursor) : undefined
  return writingOrUnknown('DROP RULE', path && [tableWrite('define', path)])
}

const modifiers = words('FOREIGN MATERIALIZED PUBLIC')
const tables = words('TABLE TABLES VIEW')
const onWord = words('ON')

/** Objects that views and generated columns may be made of, which go with them by CASCADE. */
const withDependents = words('FUNCTION PROCEDURE ROUTINE AGGREGATE OPERATOR LANGUAGE CONVERSION TEXT ACCESS')

/** What takes no rows with it. */
const harmless: ReadonlySet<string> = new Set([
  ...withDependents,
  ...(
    'EVENT GROUP INDEX LOGFILE POLICY PUBLICATION ROLE SEQUENCE SPATIAL STATISTICS SUBSCRIPTION SYNONYM TABLESPACE ' +
    'TRANSFORM TRIGGER USER'
  ).split(' '),
])
