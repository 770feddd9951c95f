import type { TableWrite, Value } from '../../sql/statement'
import type { EntityTable } from '../entities/entity-table'
import type { Execution, Parameters } from './execution'
import { type RowGroup, isComputed, reachedBy, targetInAnswer, targetInStatement } from './groups'
import { mayHaveMetRows } from './inserted-rows'
import type { KeyedRow } from './keyed-row'
import type { KnownGroups } from './known-groups'
import type { NamedRows } from './named-rows'
import { areSpliced, possibleValues, soleValueOf } from './statement-values'
import { setsInserted } from './written-keys'

/** A write of a table, and what is known of its rows. */
export interface ReferringWrite {
  readonly table: EntityTable
  readonly write: TableWrite
  /** What its rows lead to. */
  readonly groups: readonly RowGroup[]
  readonly execution: Execution
  readonly rows: NamedRows | undefined
}

/** What rows lead to before a write, where the statement, its answer or what was read before it tells. */
export function targetsBefore(
  change: ReferringWrite,
  group: RowGroup,
  known: KnownGroups | undefined,
): readonly string[] | undefined {
  const { table, rows, write } = change
  // Rows that are in the way are removed, whatever they lead to.
  if (write.onConflict === 'replace') return undefined
  const told = rows?.before.map((row) => known?.of(row.row, group) ?? targetInKey(table, group, row))
  if (told && !told.includes(undefined)) {
    return reachedBy(
      group,
      told.flatMap((targets) => targets ?? []),
    )
  }
  const found =
    matchedTargets(change, group) ?? (isUnchanged(change, group) ? returnedTargets(change, group) : undefined)
  return found && reachedBy(group, found)
}

/** What rows lead to that a write has set; `undefined` where it doesn't tell. */
export function targetsAfter(change: ReferringWrite, group: RowGroup): readonly string[] | undefined {
  const { table, write, execution } = change
  if (write.verb === 'truncate' || write.verb === 'delete') return []
  if (write.verb === 'update' && isKept(change, group)) return []
  if (areSpliced(execution, table.dialect)) return undefined
  const returned = returnedTargets(change, group)
  if (returned) return reachedBy(group, returned)
  if (isComputed(group)) return undefined
  const targets = write.verb === 'insert' ? insertedTargets(change, group) : setTargets(change, group)
  return targets && reachedBy(group, [...targets])
}

/** Whether the rows lead to the same after the write as before it. */
export function isKept({ write, execution, table }: ReferringWrite, group: RowGroup): boolean {
  if (isComputed(group) || areSpliced(execution, table.dialect)) return false
  switch (write.verb) {
    case 'update':
      return write.columns !== undefined && !setsGroup(group, write.columns)
    case 'insert':
      return write.onConflict === 'update' && write.set.size > 0 && !setsGroup(group, [...write.set.keys()])
    default:
      return false
  }
}

/** Whether a write leaves it to the database what its own rows lead to. */
export function leavesToDefaults({ write, groups }: ReferringWrite): boolean {
  const { rows, columns, set } = write
  const isLeft = (column: string): boolean =>
    write.verb === 'insert'
      ? (rows?.some((row) => insertedValue(row, columns, column).kind === 'default') ?? false)
      : set.get(column)?.kind === 'default'
  return groups.some((group) => group.columns.some(isLeft))
}

/** Whether what RETURNING gives of a row is what it had before. */
function isUnchanged(change: ReferringWrite, group: RowGroup): boolean {
  const { verb } = change.write
  return verb === 'delete' || (verb === 'update' && isKept(change, group))
}

/** What RETURNING says of the rows as they are after the write; of removed ones, as they were. */
function returnedTargets({ table, write, execution }: ReferringWrite, group: RowGroup): readonly string[] | undefined {
  const { answer } = execution
  const { returning } = write
  const isReturned = group.columns.every((column) => returning === '*' || returning.includes(column))
  if (!answer?.rows || !isReturned || areSpliced(execution, table.dialect)) return undefined
  const names = group.columns.map((column) => table.columnNamed(column) ?? column)
  const targets = new Set<string>()
  for (const row of answer.rows) {
    const key = names.map((name): unknown => row[name])
    if (key.includes(undefined)) return undefined
    const target = targetInAnswer(group, key)
    if (target !== undefined) targets.add(target)
  }
  return [...targets]
}

/** A row's own key may hold what it leads to. */
function targetInKey(table: EntityTable, group: RowGroup, { key }: KeyedRow): readonly string[] | undefined {
  const places = group.columns.map((column) => table.keyColumns.indexOf(column))
  if (places.includes(-1)) return undefined
  const target = targetInAnswer(
    group,
    places.map((at) => key[at]),
  )
  return target === undefined ? [] : [target]
}

/** The targets that WHERE names. */
function matchedTargets({ table, write, execution }: ReferringWrite, group: RowGroup): readonly string[] | undefined {
  const { matches } = write
  const comparesAlike = group.kind === 'scope' || group.comparesAlike
  if (!matches || !comparesAlike || areSpliced(execution, table.dialect)) return undefined
  const targets = new Set<string>()
  for (const match of matches) {
    const keys = keysIn(group, (column) => match.get(column), execution.parameters)
    if (!keys) return undefined
    for (const key of keys) addTarget(targets, group, key)
  }
  return [...targets]
}

function insertedTargets(change: ReferringWrite, group: RowGroup): ReadonlySet<string> | undefined {
  const { table, write, execution } = change
  const { columns, rows, set } = write
  if (!columns || !rows) return undefined
  const targets = new Set<string>()
  for (const row of rows) {
    const key = keyIn(change, group, (column) => insertedValue(row, columns, column))
    if (!key) return undefined
    addTarget(targets, group, key)
  }
  // What it sets in rows that were there already may be something else again.
  const setsOther = mayHaveMetRows(write, execution.answer, table.dialect === 'mysql')
  const others = [...set.keys()].filter((column) => !setsInserted(write, column))
  return setsOther && setsGroup(group, others) ? undefined : targets
}

function setTargets(change: ReferringWrite, group: RowGroup): ReadonlySet<string> | undefined {
  const { columns, set } = change.write
  const key = columns && keyIn(change, group, (column) => set.get(column))
  if (!key) return undefined
  const targets = new Set<string>()
  addTarget(targets, group, key)
  return targets
}

function setsGroup({ columns }: RowGroup, written: readonly string[]): boolean {
  return columns.some((column) => written.includes(column))
}

/** What an INSERT gives a column, named or not. */
function insertedValue(row: readonly Value[], columns: readonly string[] | undefined, column: string): Value {
  return row[columns?.indexOf(column) ?? -1] ?? { kind: 'default' }
}

/** The values of a group's columns. */
function keyIn(
  { table, execution }: ReferringWrite,
  { columns }: RowGroup,
  valueIn: (column: string) => Value | undefined,
): readonly unknown[] | undefined {
  // Under another name, the table may be another one, with other defaults.
  const mayBeFilled = execution.areNamesMoved || table.defaults.mayFill(columns)
  const key = columns.map((column) => {
    const value = valueIn(column)
    if (value?.kind === 'default' && !mayBeFilled) return null
    return soleValueOf(value, execution.parameters)
  })
  return key.includes(undefined) ? undefined : key
}

/** The same for a condition, where one value may stand for several. */
function keysIn(
  { columns }: RowGroup,
  valueIn: (column: string) => Value | undefined,
  parameters: Parameters,
): readonly (readonly unknown[])[] | undefined {
  const choices = columns.map((column) => {
    const value = valueIn(column)
    return value && possibleValues(value, parameters)
  })
  const [first, ...others] = choices
  if (!first) return undefined
  if (others.length === 0) return first.map((value) => [value])
  const sole = choices.map((values) => (values?.length === 1 ? values[0] : undefined))
  return sole.includes(undefined) ? undefined : [sole]
}

function addTarget(targets: Set<string>, group: RowGroup, key: readonly unknown[]): void {
  const target = targetInStatement(group, key)
  if (target !== undefined) targets.add(target)
}
