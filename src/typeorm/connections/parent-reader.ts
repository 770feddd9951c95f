import type { ObjectLiteral, QueryRunner } from 'typeorm'
import { dataSourceOf } from '../versions'
import { NumberText } from '../entities/number-text'
import type { EntityTable } from '../entities/entity-table'
import type { KnownGroups } from '../reach/known-groups'
import { type RowGroup, targetInAnswer } from '../reach/groups'
import { ask } from './own-statements'

/** Rows in one statement: far below every database's limit for parameters, also with composite keys. */
const CHUNK = 500

/**
 * How rows are read:
 * - `plain`: outside a transaction.
 * - `locking`, `locking-key`: before a statement of a transaction that takes these very locks, the second where it may remove
 *   the row or give it another key.
 * - `held`: rows that the transaction has written. A plain read would fix a snapshot in MySQL; in PostgreSQL it adds
 *   nothing, but where reads themselves are tracked it is left out, and nothing is found.
 */
export type ReadMode = 'plain' | 'locking' | 'locking-key' | 'held'

export interface RowsToRead {
  readonly rows: readonly RowWithKey[]
  readonly groups: readonly RowGroup[]
  /** Other columns, folded, and the values that the application's statement compares them with. */
  readonly conditions?: ReadonlyMap<string, readonly unknown[]>
}

interface RowWithKey {
  readonly row: string
  readonly key: readonly unknown[]
}

/**
 * Reads what rows lead to, on the transaction's own connection: another connection of the application's pool
 * may not be free before this transaction ends. Of rows that are not found nothing is known.
 */
export async function readGroups(
  queryRunner: QueryRunner,
  table: EntityTable,
  { rows, groups, conditions = new Map() }: RowsToRead,
  mode: ReadMode,
  known: KnownGroups,
): Promise<void> {
  const columns = selectedColumns(table, groups)
  for (let at = 0; at < rows.length; at += CHUNK) {
    const select = new Select(queryRunner, table, mode)
    const sql = select.of(columns, rows.slice(at, at + CHUNK), conditions)
    const found = (await ask(queryRunner, sql, select.parameters)) as ObjectLiteral[]
    for (const values of found) {
      const row = table.rowInAnswer(table.primaryKey.columns.map(({ databaseName }): unknown => values[databaseName]))
      if (row === undefined) continue
      for (const group of groups) known.note(row, group, targetsIn(values, columns, group))
    }
  }
}

/** The names of columns in the database, by what they are when folded. */
type Columns = ReadonlyMap<string, string>

function selectedColumns(table: EntityTable, groups: readonly RowGroup[]): Columns {
  const columns = new Map<string, string>()
  for (const { databaseName } of table.primaryKey.columns) columns.set(table.folded(databaseName), databaseName)
  for (const { columns: names } of groups) {
    for (const name of names) columns.set(name, table.columnNamed(name) ?? name)
  }
  return columns
}

function targetsIn(values: ObjectLiteral, columns: Columns, group: RowGroup): string[] {
  const key = group.columns.map((name): unknown => values[columns.get(name) ?? name])
  const target = targetInAnswer(group, key)
  return target === undefined ? [] : [target]
}

/** A table's name as statements have it. */
export function quotedTable({ metadatas: [metadata] }: EntityTable): string {
  const { driver } = dataSourceOf(metadata)
  return metadata.tablePath
    .split('.')
    .map((name) => driver.escape(name))
    .join('.')
}

/** A SELECT of rows by their primary key. */
class Select {
  readonly parameters: unknown[] = []
  readonly #driver: ReturnType<typeof dataSourceOf>['driver']
  readonly #table: EntityTable
  readonly #mode: ReadMode

  constructor(queryRunner: QueryRunner, table: EntityTable, mode: ReadMode) {
    this.#driver = dataSourceOf(queryRunner).driver
    this.#table = table
    this.#mode = mode
  }

  of(columns: Columns, rows: readonly RowWithKey[], conditions: ReadonlyMap<string, readonly unknown[]>): string {
    const { primaryKey, dialect } = this.#table
    const selected = [...columns.values()].map((name) => this.#driver.escape(name))
    const names = primaryKey.columns.map(({ databaseName }) => databaseName)
    const where = [
      this.#keysAre(names, rows),
      ...Array.from(conditions, ([name, values]) => this.#isOneOf(this.#table.columnNamed(name) ?? name, values)),
      ...(this.#isTracked ? [UNTRACKED] : []),
    ]
    // Else the server may choose to go through the whole table, and lock all of it.
    const index = dialect === 'mysql' && this.#mode !== 'plain' ? ' FORCE INDEX (PRIMARY)' : ''
    return `SELECT ${selected.join(', ')} FROM ${quotedTable(this.#table)}${index} WHERE ${where.join(' AND ')}${this.#lock}`
  }

  #keysAre(names: readonly string[], rows: readonly RowWithKey[]): string {
    const [first, ...others] = names
    if (first !== undefined && others.length === 0)
      return this.#isOneOf(
        first,
        rows.map(({ key }) => key[0]),
      )
    const keys = rows.map(({ key }) => `(${names.map((name, i) => this.#isOneOf(name, [key[i]])).join(' AND ')})`)
    return `(${keys.join(' OR ')})`
  }

  #isOneOf(name: string, values: readonly unknown[]): string {
    const places = values.map((value) => {
      // Every database takes digits for a number, and not every driver a bigint.
      const digits = value instanceof NumberText ? value.text : typeof value === 'bigint' ? value.toString() : value
      return this.#driver.createParameter(name, this.parameters.push(digits) - 1)
    })
    const escaped = this.#driver.escape(name)
    return places.length === 1 ? `${escaped} = ${places.join()}` : `${escaped} IN (${places.join(', ')})`
  }

  get #isTracked(): boolean {
    return this.#table.dialect === 'postgres' && this.#mode === 'held'
  }

  get #lock(): string {
    const { dialect } = this.#table
    if (dialect === 'sqlite' || this.#mode === 'plain') return ''
    if (this.#mode === 'held') return dialect === 'mysql' ? ' LOCK IN SHARE MODE' : ''
    return dialect === 'mysql' || this.#mode === 'locking-key' ? ' FOR UPDATE' : ' FOR NO KEY UPDATE'
  }
}

/** What a SERIALIZABLE transaction has read can have it fail. Decided once, before anything is read. */
const UNTRACKED = `current_setting('transaction_isolation') <> 'serializable'`
