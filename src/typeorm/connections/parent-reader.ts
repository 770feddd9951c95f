import type { ObjectLiteral, QueryRunner } from 'typeorm'
import { dataSourceOf } from '../data-source-of'
import { NumberText } from '../entities/number-text'
import type { EntityTable } from '../entities/entity-table'
import type { KnownParents } from '../reach/known-parents'
import type { KeyedRow } from '../reach/keyed-rows'
import { type Reference, targetInAnswer } from '../reach/references'

/** Rows in one statement: far below every database's limit for parameters, also with composite keys. */
const CHUNK = 500

/**
 * Reads which rows others belong to, on the transaction's own connection: another connection of the application's pool
 * may not be free before this transaction ends.
 */
export async function readParents(
  queryRunner: QueryRunner,
  table: EntityTable,
  references: readonly Reference[],
  rows: readonly KeyedRow[],
  known: KnownParents,
): Promise<void> {
  const columns = selectedColumns(table, references)
  for (let at = 0; at < rows.length; at += CHUNK) {
    const chunk = rows.slice(at, at + CHUNK)
    const [sql, parameters] = selectKeys(queryRunner, table, columns, chunk)
    const found = (await queryRunner.query(sql, parameters)) as ObjectLiteral[]
    const rowsFound = new Map<string, ObjectLiteral>()
    for (const values of found) {
      const key = table.primaryKey.columns.map(({ databaseName }): unknown => values[databaseName])
      const row = table.rowInAnswer(key)
      // Then it is not known whose parents these are.
      if (row === undefined) return
      rowsFound.set(row, values)
    }
    for (const { row } of chunk) {
      const values = rowsFound.get(row)
      // A row that was not found belongs to nothing.
      for (const reference of references)
        known.note(row, reference, values ? parentsIn(values, columns, reference) : [])
    }
  }
}

/** The names of columns in the database, by what they are when folded. */
type Columns = ReadonlyMap<string, string>

function selectedColumns(table: EntityTable, references: readonly Reference[]): Columns {
  const columns = new Map<string, string>()
  for (const { databaseName } of table.primaryKey.columns) columns.set(table.folded(databaseName), databaseName)
  for (const { columns: names } of references) {
    for (const name of names) columns.set(name, table.columnNamed(name) ?? name)
  }
  return columns
}

function parentsIn(values: ObjectLiteral, columns: Columns, reference: Reference): string[] {
  const key = reference.columns.map((name): unknown => values[columns.get(name) ?? name])
  const parent = targetInAnswer(reference, key)
  return parent === undefined ? [] : [parent]
}

function selectKeys(
  queryRunner: QueryRunner,
  table: EntityTable,
  columns: Columns,
  rows: readonly KeyedRow[],
): [string, unknown[]] {
  const { driver } = dataSourceOf(queryRunner)
  const parameters: unknown[] = []
  const conditions = rows.map(({ key }) => {
    const equalities = table.primaryKey.columns.map(({ databaseName }, i) => {
      const value = key[i]
      // Every database takes digits for a number, and not every driver a bigint.
      parameters.push(value instanceof NumberText ? value.text : typeof value === 'bigint' ? value.toString() : value)
      return `${driver.escape(databaseName)} = ${driver.createParameter(databaseName, parameters.length - 1)}`
    })
    return `(${equalities.join(' AND ')})`
  })
  const selected = [...columns.values()].map((name) => driver.escape(name))
  const from = table.metadatas[0].tablePath
    .split('.')
    .map((name) => driver.escape(name))
    .join('.')
  return [`SELECT ${selected.join(', ')} FROM ${from} WHERE ${conditions.join(' OR ')}`, parameters]
}
