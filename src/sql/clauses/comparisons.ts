import type { Cursor } from '../lexer/cursor'
import { type NamedTable, pseudoColumns, qualifies, readPath, spellingOf } from '../lexer/names'
import type { Value } from '../statement'
import { readValue } from './values'
import { words } from '../lexer/words'

/** What rows have that meet a condition: all the values of one of these. */
export type Matches = readonly ReadonlyMap<string, Value>[]

/** What one comparison says of the target's columns; `undefined` when it says nothing that could be relied on. */
export function readComparison(cursor: Cursor, target: NamedTable): Matches | undefined {
  if (cursor.is('(')) return readRowComparison(cursor, target)
  const column = readComparedColumn(cursor.rest(), target)
  if (column === undefined) return readReversed(cursor, target)
  readPath(cursor)
  if (cursor.takes('IN')) return readList(cursor, [column])
  if (target.readsNull && cursor.takes('IS', 'NULL'))
    return cursor.length > 0 ? undefined : [new Map([[column, { kind: 'null' }]])]
  if (!takesEqual(cursor)) return undefined
  if (cursor.dialect === 'postgres' && (cursor.takes('ANY') || cursor.takes('SOME'))) return readAny(cursor, column)
  return match([column], [readValue(cursor)])
}

/** `value = column`. */
function readReversed(cursor: Cursor, target: NamedTable): Matches | undefined {
  const value = cursor.until(equals)
  if (!cursor.takes('=')) return undefined
  const column = readComparedColumn(cursor, target)
  return column === undefined || cursor.length > 0 ? undefined : match([column], [readValue(value)])
}

/** `(a, b) = (1, 2)` and `(a, b) IN ((1, 2), (3, 4))`. */
function readRowComparison(cursor: Cursor, target: NamedTable): Matches | undefined {
  const list = cursor.rest()
  const columns = cursor
    .group()
    ?.split()
    .map((item) => {
      const column = readComparedColumn(item, target)
      return item.length > 0 ? undefined : column
    })
  if (!columns || columns.includes(undefined)) return readReversed(list, target)
  const names = columns as string[]
  if (cursor.takes('IN')) return readList(cursor, names)
  return cursor.takes('=') && cursor.isGroup ? match(names, readRow(cursor)) : undefined
}

/** The values of `IN (…)`, each for all of the columns. */
function readList(cursor: Cursor, columns: readonly string[]): Matches | undefined {
  if (!cursor.isGroup) return undefined
  const all: ReadonlyMap<string, Value>[] = []
  for (const item of cursor.group()?.split() ?? []) {
    const found = match(columns, columns.length === 1 ? [readValue(item)] : readRow(item))
    if (!found) return undefined
    all.push(...found)
  }
  return all.length > 0 ? all : undefined
}

function readRow(cursor: Cursor): readonly Value[] {
  return cursor.isGroup ? (cursor.group()?.split().map(readValue) ?? []) : []
}

function match(columns: readonly string[], values: readonly Value[]): Matches | undefined {
  if (columns.length === 0 || columns.length !== values.length) return undefined
  const all = new Map<string, Value>()
  for (const [at, column] of columns.entries()) {
    const value = values[at] as Value
    if (value.kind === 'expression' || value.kind === 'default') return undefined
    // One column compared with two values says more than can be kept.
    if (all.has(column)) return undefined
    all.set(column, value)
  }
  return [all]
}

/** `= ANY ($1)`, also with a cast that leaves each element what it is. */
function readAny(cursor: Cursor, column: string): Matches | undefined {
  const content = cursor.isGroup ? cursor.group() : undefined
  const parameter = content?.next()
  if (!content || parameter?.kind !== 'parameter' || !isPlainArray(content)) return undefined
  return [new Map([[column, { kind: 'element', at: parameter.at }]])]
}

function isPlainArray(cursor: Cursor): boolean {
  if (cursor.length === 0) return true
  if (!cursor.takes(':', ':') || !cursor.takesOneOf(plainTypes)) return false
  return cursor.takes('[', ']') && cursor.length === 0
}

/** Casts to others may shorten or round an element: to `date`, to `varchar(2)`. */
const plainTypes = words('UUID TEXT INT INT4 INT8 INTEGER BIGINT')

/** SQLite also takes it twice. */
function takesEqual(cursor: Cursor): boolean {
  return (cursor.dialect === 'sqlite' && cursor.takes('=', '=')) || cursor.takes('=')
}

const equals = words('=')

/** A column of the target; moves behind it. */
function readComparedColumn(cursor: Cursor, target: NamedTable): string | undefined {
  const { lexeme } = cursor
  if (lexeme?.kind !== 'word' && lexeme?.kind !== 'quoted') return undefined
  if (lexeme.key !== '' && pseudoColumns.has(lexeme.key)) return undefined
  const path = readPath(cursor)
  return path && qualifies(path.slice(0, -1), target, spellingOf(cursor.dialect, lexeme)) ? path.at(-1) : undefined
}
