import { readAssignments, readTargetColumn, valuesOf } from './assignments'
import { readInsertedValue } from './values'
import type { Cursor } from '../lexer/cursor'
import type { TableWrite, Value } from '../statement'
import { words } from '../lexer/words'

type Conflicts = Pick<TableWrite, 'onConflict' | 'set' | 'conflictTarget'>

/** What the clauses behind the rows of an INSERT make of conflicts; moves to RETURNING, or to the end. */
export function readConflicts(cursor: Cursor, initial: TableWrite['onConflict']): Conflicts {
  const set = new Map<string, Value>()
  let onConflict = initial
  let conflictTarget: readonly string[] | undefined
  for (let clauses = 0; ;) {
    cursor.until(clauseWords)
    if (!cursor.takes('ON')) break
    const clause = readOnConflict(cursor) ?? readOnDuplicateKey(cursor)
    if (!clause) continue
    clauses++
    conflictTarget = clauses === 1 ? clause.conflictTarget : undefined
    for (const [column, value] of clause.set) set.set(column, set.has(column) ? { kind: 'expression' } : value)
    onConflict = coarser(onConflict, clause.onConflict)
  }
  return { onConflict, set, conflictTarget }
}

/** `CONFLICT …`, which can also be a table's alias in a join. */
function readOnConflict(cursor: Cursor): Conflicts | undefined {
  if (!cursor.takes('CONFLICT')) return undefined
  const conflictTarget = readTarget(cursor.group())
  if (cursor.takes('ON', 'CONSTRAINT')) cursor.next()
  cursor.until(doWord)
  if (!cursor.takes('DO')) return undefined
  if (cursor.takes('NOTHING')) return { onConflict: 'ignore', set: new Map(), conflictTarget }
  cursor.takes('UPDATE', 'SET')
  return readConflictUpdate(cursor, conflictTarget)
}

function readOnDuplicateKey(cursor: Cursor): Conflicts | undefined {
  if (!cursor.takes('DUPLICATE', 'KEY', 'UPDATE')) return undefined
  return readConflictUpdate(cursor, undefined)
}

/** When it isn't clear which columns are set, all of the row may be another. */
function readConflictUpdate(cursor: Cursor, conflictTarget: readonly string[] | undefined): Conflicts {
  const assignments = readAssignments(cursor.until(setEnds), readInsertedValue)
  return { onConflict: assignments ? 'update' : 'replace', set: valuesOf(assignments ?? []), conflictTarget }
}

function readTarget(cursor: Cursor | undefined): readonly string[] | undefined {
  const columns: string[] = []
  for (const item of cursor?.split() ?? []) {
    const target = readTargetColumn(item)
    if (!target?.isWhole || target.qualifier.length > 0 || item.length > 0) return undefined
    columns.push(target.column)
  }
  return columns.length > 0 ? columns : undefined
}

const coarseness = [undefined, 'ignore', 'update', 'replace'] as const

function coarser(one: TableWrite['onConflict'], other: TableWrite['onConflict']): TableWrite['onConflict'] {
  return coarseness.indexOf(one) > coarseness.indexOf(other) ? one : other
}

const clauseWords = words('ON RETURNING')
const doWord = words('DO ON RETURNING')
const setEnds = words('WHERE ON RETURNING')
