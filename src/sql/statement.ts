/** How a database reads names, quotes and parameters. */
export type Dialect = 'postgres' | 'mysql' | 'sqlite'

/** What one statement does, as far as its text tells. */
export type Statement =
  | TableStatement
  | TransactionStatement
  /** What it does is not in its text: `CALL`, `DO`, `EXECUTE`, a function that is said to write. */
  | { readonly kind: 'unknown'; readonly name: string }
  /** It may change any table, and says so: `DROP SCHEMA`, `ALTER TYPE`. */
  | { readonly kind: 'everything'; readonly commits: boolean }

export interface TableStatement {
  readonly kind: 'write'
  readonly writes: readonly TableWrite[]
  /** Whether it ends the open transaction with a commit, as definitions do in MySQL. */
  readonly commits: boolean
}

export type TransactionStatement =
  | { readonly kind: 'begin' }
  /** `chains`: a new transaction follows at once. */
  | { readonly kind: 'commit' | 'rollback'; readonly chains: boolean }
  | { readonly kind: 'savepoint' | 'release' | 'rollback-to'; readonly name: string }
  /** The first phase of a two-phase commit: how it will end is not known. */
  | { readonly kind: 'prepare' }

/** One table that a statement writes. Names are folded as the database folds them; see `foldName`. */
export interface TableWrite {
  /** `define` is what changes a table's definition, or all of it: `ALTER`, `DROP`, `REFRESH`. */
  readonly verb: 'insert' | 'update' | 'delete' | 'truncate' | 'define'
  /** The table's name and what qualifies it, in the order of SQL: `['sales', 'invoices']`. */
  readonly table: readonly string[]
  /** Whether it reaches the tables that refer to this one, as `TRUNCATE … CASCADE` and definitions do. */
  readonly cascades: boolean
  /** The columns of an INSERT or UPDATE; `undefined` when the text does not tell them all. */
  readonly columns: readonly string[] | undefined
  /** The rows of an INSERT, one value for each of `columns`; `undefined` when the text does not tell them. */
  readonly rows: readonly (readonly Value[])[] | undefined
  /** What an UPDATE, or an INSERT that meets an existing row, sets. Only what is a plain value is worth a look. */
  readonly set: ReadonlyMap<string, Value>
  /**
   * What WHERE says of the rows of an UPDATE or DELETE: each changed row has all the values of one of these.
   * `undefined` when it may be any row.
   */
  readonly matches: readonly ReadonlyMap<string, Value>[] | undefined
  /** Whether it writes each row that has all the values of one of `matches`, so that nothing else leaves rows out. */
  readonly areAllMatched: boolean
  /** What becomes of an INSERT, or UPDATE, that meets an existing row; `undefined` when it fails. */
  readonly onConflict: 'ignore' | 'update' | 'replace' | undefined
  /** The columns of the target of `ON CONFLICT (…)`; `undefined` when there is none, or it is not of plain columns. */
  readonly conflictTarget: readonly string[] | undefined
  /** The columns of this table that the answer holds under their own names; `'*'` for all. Empty when none for certain. */
  readonly returning: readonly string[] | '*'
  /** Whether the number of rows in the statement's answer is that of the rows written here. */
  readonly isCounted: boolean
}

/** A value in SQL. */
export type Value =
  /** `at` is its place among the statement's parameters, from 0. */
  | { readonly kind: 'parameter'; readonly at: number }
  /** Any element of an array that is one parameter: `= ANY ($1)`. */
  | { readonly kind: 'element'; readonly at: number }
  | { readonly kind: 'literal'; readonly value: string | boolean | null }
  /** A number as it is written: `12`, `-3.50`. Apart from texts, which databases may compare in another way. */
  | { readonly kind: 'number'; readonly text: string }
  /** That there is no value: `IS NULL`. `= NULL`, which is never true, is the literal. */
  | { readonly kind: 'null' }
  | { readonly kind: 'default' }
  /** What an INSERT would have written in this column: `EXCLUDED.name`, `VALUES(name)`. */
  | { readonly kind: 'inserted'; readonly column: string }
  /** Anything else. */
  | { readonly kind: 'expression' }

/**
 * A name as it stands in the database, from one that is not quoted, or by which MySQL and SQLite compare it: without
 * case. A letter becomes one letter, wherever it stands: a whole text would tell a sigma at the end of a word apart.
 */
export function foldName(dialect: Dialect, name: string, isQuoted: boolean): string {
  if (dialect === 'postgres') return isQuoted ? cut(name) : cut(name.replace(/[A-Z]+/g, (word) => word.toLowerCase()))
  return isAscii(name) ? name.toLowerCase() : Array.from(name, lower).join('')
}

export function isAscii(name: string): boolean {
  return ascii.test(name)
}

const ascii = /^[\0-\x7f]*$/

/** `İ` would become two characters. */
function lower(letter: string): string {
  return String.fromCodePoint(letter.toLowerCase().codePointAt(0) as number)
}

/** PostgreSQL cuts names to 63 bytes, between characters. */
function cut(name: string): string {
  if (name.length <= MOST_BYTES / 3) return name
  let bytes = 0
  let end = 0
  for (const character of name) {
    bytes += Buffer.byteLength(character)
    if (bytes > MOST_BYTES) return name.slice(0, end)
    end += character.length
  }
  return name
}

const MOST_BYTES = 63
