import type { TableWrite, Value } from '../../sql/statement'
import type { EntityTable } from '../entities/entity-table'
import type { ColumnMetadata } from '../metadata'
import type { Execution, Parameters, StatementAnswer } from './execution'
import type { KeyedRow } from './keyed-row'
import { everyNamed, inAnswer, keyed, returnedRows } from './keyed-rows'
import { soleValueOf } from './statement-values'
import { meetsByKey, setsKey, writesRowid } from './written-keys'

/** Whether an INSERT may have changed rows that were there already. */
export function mayHaveMetRows(
  { onConflict, rows }: TableWrite,
  answer: StatementAnswer | undefined,
  isMysql: boolean,
): boolean {
  if (onConflict === undefined || onConflict === 'ignore') return false
  // MySQL counts a row twice that was there.
  return !(isMysql && rows?.length === 1 && answer?.count === 1)
}

/** The rows that an INSERT has made or met. */
export function insertedRows(
  table: EntityTable,
  write: TableWrite,
  execution: Execution,
): readonly KeyedRow[] | undefined {
  const { answer } = execution
  const isConflicting = mayHaveMetRows(write, answer, table.dialect === 'mysql')
  if (isConflicting && (write.onConflict === 'replace' || setsKey(table, write))) return undefined
  const returned = returnedRows(table, write, answer)
  if (returned) return returned
  if (isConflicting && !meetsByKey(table, write)) return undefined
  return valuedRows(table, write, execution)
}

function valuedRows(table: EntityTable, write: TableWrite, execution: Execution): readonly KeyedRow[] | undefined {
  const { columns, rows } = write
  if (!columns || !rows) return undefined
  const places = table.keyColumns.map((key) => columns.indexOf(key))
  if (writesRowid(table, columns)) return undefined
  if (rows.every((row) => isGenerated(row[places[0] ?? -1], execution.parameters))) {
    return generatedRows(table, rows.length, execution)
  }
  return execution.memo.rowsOf(table, write, () => writtenRows(table, rows, places, execution.parameters))
}

/** The rows whose keys stand in the statement. */
function writtenRows(
  table: EntityTable,
  rows: readonly (readonly Value[])[],
  places: readonly number[],
  parameters: Parameters,
): readonly KeyedRow[] | undefined {
  const mayGenerate = table.dialect === 'mysql' && table.primaryKey.columns.some(isIncrement)
  return everyNamed(rows, (row) => {
    const key = places.map((at) => soleValueOf(row[at], parameters))
    // MySQL gives a new id for 0 as well.
    if (mayGenerate && key.some(isZero)) return undefined
    return key.includes(undefined) ? undefined : keyed(key, table.rowInStatement(key))
  })
}

function isGenerated(value: Value | undefined, parameters: Parameters): boolean {
  return value === undefined || value.kind === 'default' || soleValueOf(value, parameters) === null
}

/** MySQL tells the first id that it has given, SQLite the last; those of one statement follow each other. */
function generatedRows(
  table: EntityTable,
  count: number,
  { answer, idStep }: Execution,
): readonly KeyedRow[] | undefined {
  const [column, ...others] = table.primaryKey.columns
  if (others.length > 0 || !column || !isIncrement(column)) return undefined
  if (answer?.lastId !== undefined) {
    if (!isExact(answer.lastId)) return undefined
    const last = BigInt(answer.lastId)
    return everyNamed(upTo(count), (i) => inAnswer(table, [last - BigInt(i)]))
  }
  if (answer?.firstId === undefined || !isExact(answer.firstId) || (count > 1 && idStep === undefined)) return undefined
  const [first, step] = [BigInt(answer.firstId), BigInt(idStep ?? 1)]
  return everyNamed(upTo(count), (i) => inAnswer(table, [first + BigInt(i) * step]))
}

function isIncrement({ generationStrategy }: ColumnMetadata): boolean {
  return generationStrategy === 'increment'
}

function isZero(value: unknown): boolean {
  return value === 0 || value === 0n || value === '' || (typeof value === 'string' && /^[+-]?0+$/.test(value))
}

/** Drivers give what a double can't hold as another number. */
function isExact(id: number | bigint | string): boolean {
  return typeof id !== 'number' || Number.isSafeInteger(id)
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i)
}
