import type { TableWrite, Value } from '../../sql/statement'
import type { EntityTable } from '../entities/entity-table'
import type { Parameters, StatementAnswer } from './execution'
import type { KeyedRow } from './keyed-row'
import { possibleValues } from './statement-values'

/** The most values that a primary key of several columns may be made of, each with each. */
const MOST_ROWS = 10_000

/**
 * The rows that WHERE names.
 * @param set values that stand in for those that rows are found by
 */
export function matchedRows(
  table: EntityTable,
  { matches }: Pick<TableWrite, 'matches'>,
  parameters: Parameters,
  set: ReadonlyMap<string, Value> = new Map(),
): readonly KeyedRow[] | undefined {
  if (!matches) return undefined
  const [column, ...others] = table.keyColumns
  if (column !== undefined && others.length === 0) return rowsByColumn(table, column, matches, parameters, set)
  const named = everyNamed(matches, (match) => {
    const choices = table.keyColumns.map((key) => {
      const value = set.get(key) ?? match.get(key)
      // Nothing is equal to NULL.
      return value && possibleValues(value, parameters)?.filter((one) => one !== null)
    })
    const keys = combinations(choices)
    return keys && everyNamed(keys, (key) => keyed(key, table.rowInStatement(key)))
  })
  return named?.flat()
}

/** The same where the key has one column, as most have: there may be many rows. */
function rowsByColumn(
  table: EntityTable,
  column: string,
  matches: NonNullable<TableWrite['matches']>,
  parameters: Parameters,
  set: ReadonlyMap<string, Value>,
): readonly KeyedRow[] | undefined {
  const rows: KeyedRow[] = []
  const other = set.get(column)
  for (const value of comparedValues(matches, column)) {
    const written = other ?? value
    const values = written && possibleValues(written, parameters)
    if (!values || values.length > MOST_ROWS) return undefined
    for (const one of values) {
      // Nothing is equal to NULL.
      if (one === null) continue
      const key = [one]
      const row = table.rowInStatement(key)
      if (row === undefined) return undefined
      rows.push({ row, key })
    }
  }
  return rows
}

type Values = readonly (Value | undefined)[]

/** The values of one column, by the matches of a text that is remembered. */
const columnValues = new WeakMap<
  NonNullable<TableWrite['matches']>,
  { readonly column: string; readonly all: Values }
>()

function comparedValues(matches: NonNullable<TableWrite['matches']>, column: string): Values {
  const known = columnValues.get(matches)
  if (known?.column === column) return known.all
  const all = matches.map((match) => match.get(column))
  columnValues.set(matches, { column, all })
  return all
}

/** Each value of the first with each of the second, and so on. */
export function combinations(
  choices: readonly (readonly unknown[] | undefined)[],
): readonly (readonly unknown[])[] | undefined {
  let all: readonly (readonly unknown[])[] = [[]]
  for (const values of choices) {
    if (!values || values.length * all.length > MOST_ROWS) return undefined
    all = all.flatMap((head) => values.map((value) => [...head, value]))
  }
  return all
}

/** The rows that RETURNING gave. */
export function returnedRows(
  table: EntityTable,
  { returning }: TableWrite,
  answer: StatementAnswer | undefined,
): readonly KeyedRow[] | undefined {
  if (!answer?.rows || !table.keyColumns.every((key) => returning === '*' || returning.includes(key))) return undefined
  const names = table.primaryKey.columns.map(({ databaseName }) => databaseName)
  return everyNamed(answer.rows, (row) => {
    const key = names.map((name): unknown => row[name])
    return key.includes(undefined) ? undefined : inAnswer(table, key)
  })
}

export function inAnswer(table: EntityTable, key: readonly unknown[]): KeyedRow | undefined {
  return keyed(key, table.rowInAnswer(key))
}

export function keyed(key: readonly unknown[], row: string | undefined): KeyedRow | undefined {
  return row === undefined ? undefined : { row, key }
}

/** All of them, or `undefined`. */
export function everyNamed<Item, Name>(
  items: readonly Item[],
  nameOf: (item: Item) => Name | undefined,
): Name[] | undefined {
  const names: Name[] = []
  for (const item of items) {
    const name = nameOf(item)
    if (name === undefined) return undefined
    names.push(name)
  }
  return names
}

export function identifiersOf(rows: readonly KeyedRow[]): readonly string[] {
  return rows.map(({ row }) => row)
}

/** Nearly always it is one list. */
export function joined<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  return lists.length === 1 ? (lists[0] as readonly Item[]) : lists.flat()
}
