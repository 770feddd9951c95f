import type { Cursor } from './cursor'
import { type Dialect, foldName } from '../statement'
import type { Lexeme } from './lexeme'
import { words } from './words'

/** A table where a statement names it, and what the rest of the statement calls it. */
export interface NamedTable {
  readonly path: readonly string[]
  readonly alias: string | undefined
  /** How its alias is written, or its name; only what is spelled in the same way means it then. See `spellingOf`. */
  readonly spelling?: string | undefined
  /** Whether a column without a qualifier may be another table's. */
  readonly needsQualifier?: boolean
  /** Whether `IS NULL` says something of its columns, too. */
  readonly readsNull?: boolean
}

/** The name that a lexeme is where only a name can stand; MySQL and SQLite take strings there, too. */
export function nameOf(dialect: Dialect, lexeme: Lexeme | undefined): string | undefined {
  if (!lexeme?.isCertain) return undefined
  if (lexeme.kind === 'word') return foldName(dialect, lexeme.text, false)
  if (lexeme.kind === 'quoted') return foldName(dialect, lexeme.text, true)
  return lexeme.kind === 'string' && dialect !== 'postgres' ? foldName(dialect, lexeme.text, true) : undefined
}

export function readName(cursor: Cursor): string | undefined {
  const name = nameOf(cursor.dialect, cursor.lexeme)
  if (name !== undefined) cursor.next()
  return name
}

/** A name and what qualifies it: `sales.invoices`; stops before the star of `invoices.*`. */
export function readPath(cursor: Cursor): readonly string[] | undefined {
  cursor.takes('.')
  const path: string[] = []
  do {
    const name = readName(cursor)
    if (name === undefined) return undefined
    path.push(name)
    // SQL Server leaves out the schema in `shop..invoices`.
    if (cursor.is('.', '.')) cursor.next()
  } while (!cursor.is('.', '*') && cursor.takes('.'))
  return path
}

/** A table's path as PostgreSQL spells it in statements: `ONLY (invoices) *`. */
export function readTable(cursor: Cursor): readonly string[] | undefined {
  if (cursor.dialect === 'postgres') cursor.takes('ONLY')
  const group = cursor.group()
  const path = readPath(group ?? cursor)
  if (!cursor.is('*', '.')) cursor.takes('*')
  return path
}

/** The name that a statement gives to the table before it. */
export function readAlias(cursor: Cursor): string | undefined {
  if (cursor.takes('AS')) return readName(cursor)
  const { lexeme } = cursor
  if (lexeme?.kind !== 'quoted' && (lexeme?.kind !== 'word' || isKeyword(cursor, lexeme))) return undefined
  return readName(cursor)
}

/** Whether a word that could be an alias goes on with the statement. */
function isKeyword({ dialect }: Cursor, { key }: Lexeme): boolean {
  return reserved.has(key) || (dialect !== 'postgres' && reservedElsewhere.has(key))
}

const reserved = words(
  'SET WHERE FROM USING SELECT DEFAULT ON RETURNING ORDER LIMIT JOIN INNER LEFT RIGHT FULL OUTER CROSS NATURAL NOT ' +
    'FOR WITH WHEN TABLESAMPLE',
)

/** Words that PostgreSQL takes as names: `DELETE FROM users partition`. */
const reservedElsewhere = words('VALUES VALUE PARTITION STRAIGHT_JOIN USE FORCE IGNORE INDEXED OUTPUT OPTION')

/** Words without quotes that stand for values, though columns may have these names. */
export const pseudoColumns = words(
  'TRUE FALSE NULL DEFAULT USER CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURRENT_ROLE CURRENT_CATALOG ' +
    'CURRENT_SCHEMA SESSION_USER SYSTEM_USER LOCALTIME LOCALTIMESTAMP UTC_DATE UTC_TIME UTC_TIMESTAMP SYSDATE SYSTIMESTAMP ' +
    'ROWNUM NOT CASE ROW ARRAY',
)

/** Two names that are spelled in the same way are the same; where databases may tell others apart, they are others. */
export function spellingOf(dialect: Dialect, { kind, text }: Lexeme): string {
  switch (dialect) {
    case 'postgres':
      return foldName('postgres', text, kind === 'quoted')
    case 'sqlite':
      return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase())
    case 'mysql':
      return text
  }
}

/**
 * Whether what qualifies a column means this table: its alias, or its name when it has none.
 * @param spelling of the first name of the qualifier
 */
export function qualifies(
  qualifier: readonly string[],
  { path, alias, needsQualifier, spelling: own }: NamedTable,
  spelling?: string,
): boolean {
  if (qualifier.length === 0) return needsQualifier !== true
  if (own !== undefined && (qualifier.length > 1 || own !== spelling)) return false
  if (alias !== undefined) return qualifier.length === 1 && qualifier[0] === alias
  return qualifier.length <= path.length && endsWith(path, qualifier)
}

export function endsWith(path: readonly string[], end: readonly string[]): boolean {
  return end.every((name, at) => name === path[path.length - end.length + at])
}
