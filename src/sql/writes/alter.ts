import type { Cursor } from '../lexer/cursor'
import { readName, readPath, readTable } from '../lexer/names'
import type { Statement } from '../statement'
import { tableWrite, unknown, writing } from '../clauses/table-write'
import { toWord } from '../clauses/clause-ends'
import { words } from '../lexer/words'

/** What an ALTER does, from behind its verb. */
export function readAlter(cursor: Cursor): readonly Statement[] {
  const commits = cursor.dialect === 'mysql'
  while (cursor.takesOneOf(modifiers));
  if (cursor.is('DEFINER') || cursor.is('ALGORITHM') || cursor.is('SQL')) cursor.until(defined)
  const object = cursor.next()?.key ?? ''
  if (tables.has(object)) return readAlterTable(cursor, commits)
  if (databases.has(object)) cursor.until(renames)
  const mayChangeAll = databases.has(object) ? cursor.length > 0 : !harmless.has(object)
  if (mayChangeAll) return [{ kind: 'everything', commits }]
  return commits ? [writing([], true)] : []
}

function readAlterTable(cursor: Cursor, commits: boolean): readonly Statement[] {
  if (cursor.is('ALL', 'IN', 'TABLESPACE')) return [{ kind: 'everything', commits }]
  cursor.takes('IF', 'EXISTS')
  const path = readTable(cursor)
  if (!path) return [unknown('ALTER')]
  const paths = [path, ...cursor.split().flatMap((action) => readOtherTables(action, path))]
  return [
    writing(
      paths.map((one) => tableWrite('define', one, { cascades: true })),
      commits,
    ),
  ]
}

/** The other tables that an action names: those that take over the name or the rows of this one, or give it theirs. */
function readOtherTables(action: Cursor, path: readonly string[]): readonly (readonly string[])[] {
  const schema = path.slice(0, -1)
  const found: (readonly string[])[] = []
  while (action.lexeme) {
    if (action.takes('SET', 'SCHEMA')) found.push([readName(action) ?? '', ...path.slice(-1)])
    else if (takesRename(action)) found.push(...renamed(readPath(action), schema))
    else if (takesTable(action)) found.push(...renamed(readPath(action), []))
    else action.skip()
  }
  return found.filter((one) => one.every((name) => name !== ''))
}

/** A new name without a schema is in that of the table, in MySQL in the current one. */
function renamed(to: readonly string[] | undefined, schema: readonly string[]): readonly (readonly string[])[] {
  if (!to) return []
  return to.length === 1 && schema.length > 0 ? [to, [...schema, ...to]] : [to]
}

function takesRename(action: Cursor): boolean {
  if (!action.is('RENAME')) return false
  const next = action.ahead(1)?.key ?? ''
  const isName = action.dialect === 'mysql' && !parts.has(next)
  if (next !== 'TO' && !isName) return false
  action.next()
  action.takesOneOf(beforeNewName)
  return true
}

function takesTable(action: Cursor): boolean {
  if (action.takes('ATTACH', 'PARTITION') || action.takes('DETACH', 'PARTITION')) return true
  if (action.takes('INHERIT')) return true
  if (action.takes('SWITCH')) {
    action.until(toWord)
    return action.takes('TO')
  }
  return action.takes('WITH', 'TABLE') || action.takes('TO', 'TABLE') || action.takes('CONVERT', 'TABLE')
}

const modifiers = words('ONLINE OFFLINE IGNORE FOREIGN MATERIALIZED OR REPLACE')
const tables = words('TABLE VIEW')
const databases = words('DATABASE SCHEMA')
const renames = words('RENAME UPGRADE')
const parts = words('COLUMN INDEX KEY CONSTRAINT')
const beforeNewName = words('TO AS =')

/** What changes no rows, whichever of its actions it is. */
const harmless = words(
  'AGGREGATE CONVERSION DEFAULT EVENT FUNCTION GROUP INDEX INSTANCE LANGUAGE LARGE LOGFILE OPERATOR POLICY PROCEDURE ' +
    'PUBLICATION ROLE ROUTINE RULE SEQUENCE SESSION STATISTICS SUBSCRIPTION SYSTEM TABLESPACE TEXT TRIGGER USER',
)

const defined = words('VIEW EVENT FUNCTION PROCEDURE')
