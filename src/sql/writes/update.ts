import { type Assignment, columnsOf, readAssignments, valuesOf } from '../clauses/assignments'
import { assignmentEnds, conditionEnds, returningWord, tablesEnds, setWord } from '../clauses/clause-ends'
import { readCondition } from '../clauses/conditions'
import type { Cursor } from '../lexer/cursor'
import { readModifiers } from '../clauses/modifiers'
import { type NamedTable, qualifies, readAlias, readTable } from '../lexer/names'
import { readReturning } from '../clauses/returning'
import type { TableWrite } from '../statement'
import { readTableReferences, tablesNamed } from '../clauses/table-references'
import { tableWrite } from '../clauses/table-write'

/** What an UPDATE writes, from behind its verb; `undefined` when it can't be read. */
export function readUpdate(cursor: Cursor): TableWrite[] | undefined {
  const onConflict = readModifiers(cursor, undefined)
  const tables = cursor.until(setWord)
  if (!cursor.takes('SET')) return undefined
  const references = cursor.dialect === 'mysql' ? readTableReferences(tables.rest()) : []
  const assignments = readAssignments(cursor.until(assignmentEnds(cursor.dialect)))
  if (references.length > 1 || tables.is('(')) return severalUpdates(references, assignments)
  const path = readTable(tables)
  if (!path) return undefined
  const target = { path, alias: readAlias(tables) }
  // `UPDATE OR REPLACE` takes away the rows that are in the way.
  const isWholly = onConflict !== 'replace' && !tables.is('FOR')
  return oneUpdate(cursor, target, assignments, isWholly).map((write) => ({ ...write, onConflict }))
}

/** `isWholly`: no other rows change than those of WHERE; `FOR PORTION OF` leaves some behind, which are new. */
function oneUpdate(
  cursor: Cursor,
  target: NamedTable,
  assignments: readonly Assignment[] | undefined,
  isWholly: boolean,
): TableWrite[] {
  const others = cursor.takes('FROM') ? cursor.until(tablesEnds) : undefined
  const condition = cursor.takes('WHERE') ? cursor.until(conditionEnds) : undefined
  const isCut = cursor.until(returningWord).length > 0
  const known = {
    ...settings(assignments),
    ...(condition && isWholly ? readCondition(condition, target, !isCut && !others) : {}),
    returning: readReturning(cursor, target, others !== undefined),
  }
  const paths = [target.path, ...aliasedPaths(target, others)]
  return paths.map((path) => tableWrite('update', path, { ...known, isCounted: isWholly && paths.length === 1 }))
}

/** In SQL Server the target may be an alias: `UPDATE u SET … FROM users u`. */
export function aliasedPaths({ path, alias }: NamedTable, others: Cursor | undefined): readonly (readonly string[])[] {
  if (!others || others.dialect !== 'sqlite' || alias !== undefined) return []
  return tablesNamed(path, readTableReferences(others.rest()))
    .filter((one) => one.alias !== undefined)
    .map((one) => one.path)
}

/** MySQL's `UPDATE a JOIN b ON … SET a.x = …`; a column without its table's name may be of any of them. */
function severalUpdates(
  references: readonly NamedTable[],
  assignments: readonly Assignment[] | undefined,
): TableWrite[] | undefined {
  const isUnclear = assignments?.some(({ qualifier }) => !references.some((one) => qualifies(qualifier, one)))
  if (!assignments || isUnclear) return noneIfEmpty(references.map(({ path }) => tableWrite('update', path)))
  return noneIfEmpty(
    references.flatMap((one) => {
      const own = assignments.filter(({ qualifier }) => qualifies(qualifier, one))
      return own.length > 0 ? [tableWrite('update', one.path, settings(own))] : []
    }),
  )
}

function noneIfEmpty(writes: TableWrite[]): TableWrite[] | undefined {
  return writes.length > 0 ? writes : undefined
}

function settings(assignments: readonly Assignment[] | undefined): Partial<TableWrite> {
  return assignments ? { columns: columnsOf(assignments), set: valuesOf(assignments) } : {}
}
