import type { Cursor } from '../lexer/cursor'
import { readPath } from '../lexer/names'
import type { Value } from '../statement'
import { expression, readValue } from './values'

/** `column = value` in a SET clause. */
export interface Assignment {
  readonly column: string
  /** What stands before the column in MySQL: `users.name = …`. */
  readonly qualifier: readonly string[]
  readonly value: Value
}

/** The assignments of a cursor that has nothing else left; `undefined` when one of them can't be read. */
export function readAssignments(
  cursor: Cursor,
  readAssigned: (cursor: Cursor) => Value = readValue,
): readonly Assignment[] | undefined {
  const all: Assignment[] = []
  for (const item of cursor.split()) {
    const assignments = item.is('(') ? readListAssignment(item) : readAssignment(item, readAssigned)
    if (!assignments) return undefined
    all.push(...assignments)
  }
  return all.length > 0 ? all : undefined
}

/** The value that each column is set to; the last one where there are several. */
export function valuesOf(assignments: readonly Assignment[]): Map<string, Value> {
  return new Map(assignments.map(({ column, value }) => [column, value]))
}

export function columnsOf(assignments: readonly Assignment[]): readonly string[] {
  return [...new Set(assignments.map(({ column }) => column))]
}

function readAssignment(item: Cursor, readAssigned: (cursor: Cursor) => Value): readonly Assignment[] | undefined {
  const target = readTargetColumn(item)
  if (!target || !takesEquals(item) || item.length === 0) return undefined
  return [{ ...target, value: target.isWhole ? readAssigned(item) : expression }]
}

/** `(a, b) = …`. */
function readListAssignment(item: Cursor): readonly Assignment[] | undefined {
  const assignments: Assignment[] = []
  for (const element of item.group()?.split() ?? []) {
    const target = readTargetColumn(element)
    if (!target || element.length > 0) return undefined
    assignments.push({ ...target, value: expression })
  }
  return takesEquals(item) && assignments.length > 0 ? assignments : undefined
}

/** What is left behind it decides whether the column is set: `name =`, `tags[1] =`, `address.city =`, `users.name =`. */
export function readTargetColumn(
  item: Cursor,
): { readonly column: string; readonly qualifier: readonly string[]; readonly isWhole: boolean } | undefined {
  const path = readPath(item)
  const first = path?.[0]
  const last = path?.at(-1)
  if (!path || first === undefined || last === undefined) return undefined
  if (item.dialect !== 'postgres') return { column: last, qualifier: path.slice(0, -1), isWhole: true }
  let isWhole = path.length === 1
  while (item.is('[') || item.is('.')) {
    isWhole = false
    item.skip()
    if (item.lexeme?.kind === 'word' || item.lexeme?.kind === 'quoted') item.next()
  }
  return { column: first, qualifier: [], isWhole }
}

function takesEquals(item: Cursor): boolean {
  return item.takes('=') || item.takes(':', '=')
}
