import type { Cursor } from '../lexer/cursor'
import type { Lexeme } from '../lexer/lexeme'
import { readPath } from '../lexer/names'
import type { Reading } from '../lexer/readings'
import type { Dialect, Statement } from '../statement'
import { isAutocommit, takesStatementSettings } from '../writes/set'
import { words } from '../lexer/words'

/** What a text changes on its connection, for the statements after it. */
export interface Settings {
  /** Whether a name without a schema or database may mean another table. */
  readonly movesNames: boolean
  /** Whether it does something that its text does not tell, which may be all of this. */
  readonly isUnknown: boolean
  /** The names of temporary tables, which hide others, with what qualifies them. */
  readonly temporary: readonly (readonly string[])[]
  /** Whether it gives a table another name, which may be a temporary one. */
  readonly renamesTables: boolean
  /** Whether other rows may be seen. */
  readonly changesRole: boolean
  /** Whether these two last as long as the transaction that is open. */
  readonly isLocal: boolean
  /** How far transactions are isolated: the `level` of the next one, of all to come, or who knows of which. */
  readonly isolation: { readonly of: 'next' | 'session' | 'any'; readonly level: string } | undefined
  /** Whether MySQL begins transactions by itself. */
  readonly autocommit: 'on' | 'off' | undefined
  /** Whether MySQL may give ids to rows at another distance. */
  readonly movesIds: boolean
  /** Whether MySQL can be asked for the number of rows afterwards, with `FOUND_ROWS()`. */
  readonly countsRows: boolean
  /** Whether it reads and writes nothing besides. */
  readonly isAll: boolean
}

/** What a text sets of which this is known, and which does this. */
export function settingsOfAll(settings: Settings, statements: readonly Statement[], dialect: Dialect): Settings {
  // SQLite has no statement that executes another one.
  if (dialect === 'sqlite' || !statements.some(maySet)) return settings
  return { ...mergedSettings(settings, unknownEffects), temporary: settings.temporary }
}

function maySet(statement: Statement): boolean {
  return statement.kind === 'unknown' && !setsNothing.has(statement.name.toUpperCase())
}

/** What the statements of a text set, wherever they stand in it, by all ways of reading it. */
export function settingsOf(readings: readonly Reading[]): Settings {
  if (!readings.every(({ isWhole }) => isWhole)) return unknownSettings
  const all = readings.flatMap(({ statements }) => statements.map(({ cursor }) => settingsOfOne(cursor.rest())))
  return all.length === 0
    ? noSettings
    : { ...all.reduce(mergedSettings), temporary: all.flatMap((one) => one.temporary) }
}

/** Of most texts. */
export const noSettings: Settings = {
  movesNames: false,
  isUnknown: false,
  temporary: [],
  renamesTables: false,
  changesRole: false,
  isLocal: false,
  isolation: undefined,
  autocommit: undefined,
  movesIds: false,
  countsRows: false,
  isAll: false,
}

/** What a text may set that is too long to be read. */
const unknownSettings: Settings = {
  ...noSettings,
  movesNames: true,
  changesRole: true,
  isolation: { of: 'any', level: 'unknown' },
  autocommit: 'off',
}

/** What may be set by a statement of unknown effect: another routine, another block, another prepared statement. */
const unknownEffects: Settings = {
  ...noSettings,
  isUnknown: true,
  isolation: { of: 'any', level: 'unknown' },
  movesIds: true,
}

/** It can't be told which rows these write, but that is all they do. */
const setsNothing: ReadonlySet<string> = new Set([
  ...words('INSERT REPLACE UPSERT UPDATE DELETE MERGE TRUNCATE COPY'),
  ...['COMMIT PREPARED', 'XA COMMIT'],
])

/** Tells most texts without reading them. */
export function hasNoSettings(sql: string): boolean {
  return commonVerb.test(sql) && !mayDoMore.test(sql)
}

const commonVerb = /^\s*(?:select|insert|update|delete)\b/i
/** A comment that MySQL executes may hold anything. */
const mayDoMore = /;(?!\s*$)|\/\*M?!|set_config|pg_settings|\binto\s+temp|pg_temp|sql_calc_found_rows/i

/** Without the temporary tables, which are as many as the statements. */
function mergedSettings(one: Settings, other: Settings): Settings {
  return {
    movesNames: one.movesNames || other.movesNames,
    isUnknown: one.isUnknown || other.isUnknown,
    temporary: one.temporary,
    renamesTables: one.renamesTables || other.renamesTables,
    changesRole: one.changesRole || other.changesRole,
    isLocal: one.isLocal && other.isLocal,
    isolation: one.isolation && other.isolation ? unknownIsolation : (one.isolation ?? other.isolation),
    autocommit: other.autocommit ?? one.autocommit,
    movesIds: one.movesIds || other.movesIds,
    countsRows: one.countsRows || other.countsRows,
    isAll: one.isAll && other.isAll,
  }
}

const unknownIsolation = { of: 'any', level: 'unknown' } as const

function settingsOfOne(cursor: Cursor): Settings {
  while (takesStatementSettings(cursor));
  const lexemes = lexemesOf(cursor.rest())
  const verb = lexemes[0]?.key
  if (verb === 'SET') {
    const isLocal = cursor.dialect === 'postgres' && lexemes[1]?.key === 'LOCAL'
    return { ...settingsOfSet(lexemes.slice(1)), isLocal, isAll: true }
  }
  if (verb === 'USE') return { ...noSettings, movesNames: true, isAll: true }
  if (verb === 'PRAGMA') return { ...noSettings, isAll: true }
  if (verb === 'RENAME' || (verb === 'ALTER' && lexemes.some(({ key }) => key === 'RENAME')))
    return { ...noSettings, renamesTables: true }
  const temporary = temporaryTable(cursor)
  if (temporary) return { ...noSettings, temporary: [temporary] }
  if (cursor.dialect === 'mysql' && lexemes.some(({ key }) => key === 'SQL_CALC_FOUND_ROWS'))
    return { ...noSettings, countsRows: true }
  return readCalls(lexemes)
}

/** What stands behind SET. */
function settingsOfSet(lexemes: readonly Lexeme[]): Settings {
  return {
    ...readNames(lexemes),
    isolation: readIsolation(lexemes),
    autocommit: readAutocommit(lexemes),
    movesIds: lexemes.some(({ text }) => increment.test(text)),
  }
}

function readNames(lexemes: readonly Lexeme[]): Settings {
  return {
    ...noSettings,
    movesNames: lexemes[0]?.key === 'SCHEMA' || lexemes.some(({ text }) => searchPath.test(text)),
    changesRole: lexemes.some(({ text }) => role.test(text)),
    isolation: lexemes.some(({ text }) => isolation.test(text)) ? unknownIsolation : undefined,
  }
}

function readIsolation(lexemes: readonly Lexeme[]): Settings['isolation'] {
  if (!lexemes.some(({ text }) => isolation.test(text))) return undefined
  const words = lexemes.map(({ key }) => key).join(' ')
  const level = nextLevel.exec(words)?.[1]
  if (level !== undefined) return { of: 'next', level }
  const sessions = sessionLevel.exec(words)?.[1]
  if (sessions !== undefined) return { of: 'session', level: sessions }
  return ofSession.test(words) ? { of: 'session', level: 'unknown' } : unknownIsolation
}

/** Whoever names it without turning it on for certain may turn it off. */
function readAutocommit(lexemes: readonly Lexeme[]): Settings['autocommit'] {
  const at = lexemes.findIndex(({ text }) => isAutocommit(text))
  if (at < 0) return undefined
  const value = lexemes.slice(at + 1).find(({ kind }) => kind !== 'sign')
  return on.test(value?.text ?? '') ? 'on' : 'off'
}

/** PostgreSQL's `set_config('search_path', …)`, and `UPDATE pg_settings`, which may be of any of them. */
function readCalls(lexemes: readonly Lexeme[]): Settings {
  const updates = lexemes.some(({ key }) => key === 'UPDATE')
  if (updates && lexemes.some(({ text }) => settingsView.test(text))) return anySetting
  const named = lexemes.flatMap(({ text }, at) => {
    const name = lexemes[at + 2]
    return text.toLowerCase() === 'set_config' && name ? [name] : []
  })
  // What a parameter names may be anything.
  if (named.some(({ kind, isCertain }) => kind !== 'string' || !isCertain)) return anySetting
  return named.length > 0 ? readNames(named) : noSettings
}

const anySetting: Settings = { ...noSettings, movesNames: true, changesRole: true, isolation: unknownIsolation }

/** The name in `CREATE TEMPORARY TABLE name`, `SELECT … INTO TEMP name` and `CREATE TABLE pg_temp.name`; in SQLite `temp.name`. */
function temporaryTable(cursor: Cursor): readonly string[] | undefined {
  for (let before = ''; cursor.lexeme; before = cursor.next()?.key ?? '') {
    const isTold = temporaries.has(cursor.lexeme.key) && beforeTemporary.has(before)
    if (!isTold && !(isTemporarySchema(cursor) && beforeName.has(before))) continue
    if (isTold) cursor.next()
    while (cursor.takesOneOf(betweenNames));
    return readPath(cursor)
  }
  return undefined
}

function isTemporarySchema(cursor: Cursor): boolean {
  const schema = cursor.dialect === 'sqlite' ? temporarySchemaOfSqlite : temporarySchema
  return schema.test(cursor.lexeme?.text ?? '') && cursor.ahead(1)?.key === '.'
}

function lexemesOf(cursor: Cursor): readonly Lexeme[] {
  const lexemes: Lexeme[] = []
  for (let lexeme = cursor.next(); lexeme; lexeme = cursor.next()) lexemes.push(lexeme)
  return lexemes
}

const temporaries = words('TEMP TEMPORARY')
const beforeTemporary = words('CREATE REPLACE LOCAL GLOBAL INTO')
const beforeName = words('TABLE VIEW EXISTS INTO')
const betweenNames = words('UNLOGGED RECURSIVE TABLE VIEW IF NOT EXISTS')
/** Each session has one with a number. */
const temporarySchema = /^pg_temp(?:_\d+)?$/i
const temporarySchemaOfSqlite = /^temp$/i
const searchPath = /^search_path$/i
const settingsView = /^pg_settings$/i
const role = /^(?:role|authorization)$/i
const isolation = /isolation/i
const on = /^(?:1|on|true)$/i
const increment = /auto_increment_/i
/** As TypeORM sends it. */
const nextLevel = /^TRANSACTION ISOLATION LEVEL (READ COMMITTED|READ UNCOMMITTED|REPEATABLE READ|SERIALIZABLE)$/
const sessionLevel =
  /^SESSION TRANSACTION ISOLATION LEVEL (READ COMMITTED|READ UNCOMMITTED|REPEATABLE READ|SERIALIZABLE)$/
const ofSession = /^(?:SESSION|GLOBAL) TRANSACTION /
