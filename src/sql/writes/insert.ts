import { columnsOf, readAssignments, readTargetColumn, valuesOf } from '../clauses/assignments'
import { readConflicts } from '../clauses/conflicts'
import type { Cursor } from '../lexer/cursor'
import { readModifiers, skipGroups } from '../clauses/modifiers'
import { readName, readPath } from '../lexer/names'
import { readReturning } from '../clauses/returning'
import type { TableWrite, Value } from '../statement'
import { tableWrite } from '../clauses/table-write'
import { expression, readValue } from '../clauses/values'
import { isListNext } from '../clauses/parentheses'
import { words } from '../lexer/words'

type Inserted = Pick<TableWrite, 'columns' | 'rows'>

/** What an INSERT, REPLACE or UPSERT writes, from behind its verb; `undefined` when it can't be read. */
export function readInsert(cursor: Cursor, verb: 'INSERT' | 'REPLACE' | 'UPSERT'): TableWrite[] | undefined {
  const onConflict = readModifiers(cursor, onConflictOf[verb])
  // Oracle's `INSERT ALL INTO a … INTO b …`.
  if (cursor.is('ALL') || cursor.is('FIRST', 'INTO')) return undefined
  cursor.takes('INTO')
  const path = readPath(cursor)
  if (!path) return undefined
  skipGroups(cursor, 'PARTITION', 'WITH')
  const alias = cursor.takes('AS') ? readName(cursor) : undefined
  const inserted = readInserted(cursor)
  const known = { ...inserted, ...readConflicts(cursor, onConflict), isCounted: true }
  const set = verb === 'UPSERT' ? new Map(inserted.columns?.map((column) => [column, expression])) : known.set
  return [tableWrite('insert', path, { ...known, set, returning: readReturning(cursor, { path, alias }, false) })]
}

const onConflictOf = { INSERT: undefined, REPLACE: 'replace', UPSERT: 'update' } as const

function readInserted(cursor: Cursor): Inserted {
  const columns = isListNext(cursor) ? readColumns(cursor.group()) : undefined
  // Then the database gives keys of its own.
  const overridesValues = cursor.is('OVERRIDING', 'USER')
  if (cursor.takes('OVERRIDING')) cursor.until(valueWord)
  if (cursor.is('VALUE', 'VALUES')) cursor.next()
  if (cursor.takes('DEFAULT', 'VALUES')) return { columns: [], rows: [[]] }
  if (cursor.takes('SET')) return readSetRow(cursor)
  const rows = cursor.takes('VALUES') || cursor.takes('VALUE') ? readRows(cursor) : undefined
  const isTold = !overridesValues && columns && rows?.every((row) => row.length === columns.length)
  return { columns, rows: isTold ? rows : undefined }
}

function readColumns(cursor: Cursor | undefined): readonly string[] | undefined {
  const columns: string[] = []
  for (const item of cursor?.split() ?? []) {
    const target = readTargetColumn(item)
    if (!target || item.length > 0) return undefined
    columns.push(target.column)
  }
  return columns
}

/** Rows behind which nothing comes that would leave some of them out, or add some. */
function readRows(cursor: Cursor): Value[][] | undefined {
  const rows: Value[][] = []
  do {
    cursor.takes('ROW')
    const row = cursor.group()
    if (!row) return undefined
    rows.push(row.split().map(readValue))
  } while (cursor.takes(','))
  return cursor.lexeme === undefined || afterRows.has(cursor.lexeme.key) ? rows : undefined
}

/** MySQL's `INSERT INTO users SET name = 'Ann'`. */
function readSetRow(cursor: Cursor): Inserted {
  const assignments = readAssignments(cursor.until(afterRows))
  if (!assignments) return { columns: undefined, rows: undefined }
  const values = valuesOf(assignments)
  return { columns: columnsOf(assignments), rows: [[...values.values()]] }
}
const valueWord = words('VALUE')
const afterRows = words('ON RETURNING AS')
