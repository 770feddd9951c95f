import type { TableWrite, Value } from '../../sql/statement'
import type { UnreadRow } from '../../changes/unread-rows'
import type { UnknownParents } from '../../options'
import type { KnownParents } from './known-parents'
import type { Execution, Parameters } from './execution'
import { mayHaveMetRows } from './inserted-rows'
import type { KeyedRow } from './keyed-row'
import type { NamedRows } from './named-rows'
import { setsInserted } from './written-keys'
import { type Reference, allTargets, reachedBy, targetInAnswer, targetInStatement } from './references'
import { areSpliced, soleValueOf, possibleValues } from './statement-values'
import type { EntityTable } from '../entities/entity-table'

/** A write of a table, and what is known of its rows. */
export interface ReferringWrite {
  readonly table: EntityTable
  readonly write: TableWrite
  readonly references: readonly Reference[]
  readonly execution: Execution
  readonly rows: NamedRows | undefined
}

/** What a write changes by the rows that its own rows belong to, or are linked with. */
export interface ReachedParents {
  readonly identifiers: readonly string[]
  /** The rows whose parents can't be told before they are read. */
  readonly unread: readonly UnreadRow[]
}

/**
 * The rows that the rows of a write belong to, or are linked with, before it and after it; in bulk where they can't be
 * named.
 */
export function parentsOf(
  change: ReferringWrite,
  known: KnownParents | undefined,
  unknown: UnknownParents,
): ReachedParents {
  const { references, write } = change
  if (write.verb === 'define' || references.length === 0) return { identifiers: [], unread: [] }
  const rows = unknown === 'select' ? rowsReadLater(change) : undefined
  const later = new Set<Reference>()
  const identifiers = references.flatMap((reference) => {
    const before = parentsBefore(change, reference, known)
    const after = parentsAfter(change, reference)
    // What a write leaves as it is can be read after it.
    const isLost = !before && !(rows && isKept(change, reference))
    if (rows && !isLost && !(before && after)) later.add(reference)
    return [
      ...(before ?? (isLost ? unknownBefore(change, reference, unknown) : [])),
      ...(after ?? (rows ? [] : allTargets(reference))),
    ]
  })
  const inBulk = [...later].flatMap(allTargets)
  return { identifiers, unread: inBulk.length > 0 && rows ? rows.map((row) => ({ ...row, inBulk })) : [] }
}

/** What must be read before the write: rows, and by which references their parents are not known. */
export interface UnknownParentsOfRows {
  readonly rows: readonly KeyedRow[]
  /** The references that are lost with the write: their old value can't be read any more. */
  readonly references: readonly Reference[]
  /** All references that the write does not tell. */
  readonly untold: readonly Reference[]
}

export function unknownParents(change: ReferringWrite, known: KnownParents): UnknownParentsOfRows | undefined {
  const { write, references, rows, execution } = change
  if (!rows || (write.verb !== 'update' && write.verb !== 'delete')) return undefined
  const untold = references.filter((reference) => !parentsTold(change, reference, known))
  if (untold.length === 0) return undefined
  const lost = untold.filter((reference) => !execution.isReadLater || !isKept(change, reference))
  return { rows: rows.before, references: lost, untold }
}

/** Whether a write leaves it to the database which rows its own refer to. */
export function leavesToDefaults({ write, references }: ReferringWrite): boolean {
  const { rows, columns, set } = write
  const isLeft = (column: string): boolean =>
    write.verb === 'insert'
      ? (rows?.some((row) => insertedValue(row, columns, column).kind === 'default') ?? false)
      : set.get(column)?.kind === 'default'
  return references.some((reference) => reference.columns.some(isLeft))
}

/** Whether the rows refer to the same ones after the write as before it. */
function isKept({ write, execution, table }: ReferringWrite, reference: Reference): boolean {
  if (reference.isComputed || areSpliced(execution, table.dialect)) return false
  switch (write.verb) {
    case 'update':
      return write.columns !== undefined && !setsReference(reference, write.columns)
    case 'insert':
      return write.onConflict === 'update' && write.set.size > 0 && !setsReference(reference, [...write.set.keys()])
    default:
      return false
  }
}

/** The rows of a write as they are found after it; `undefined` where they can't be read just before COMMIT. */
function rowsReadLater(change: ReferringWrite): readonly Omit<UnreadRow, 'inBulk'>[] | undefined {
  const { table, write, execution, rows } = change
  if (!rows || !execution.isReadLater || !execution.answer) return undefined
  // Under their new keys, where they have some.
  const found = new Map((rows.after.length > 0 ? rows.after : rows.before).map((keyed) => [keyed.row, keyed]))
  const isHeld = write.isCounted && execution.answer.count === found.size
  // A locking read of a row that is not there would lock the gap where others may insert theirs.
  if (table.dialect === 'mysql' && !isHeld) return undefined
  return Array.from(found.values(), (keyed) => ({ ...keyed, table: table.text, isHeld, isLost: false }))
}

/** The parents before the write by one reference; `undefined` where they are not known. */
function parentsBefore(
  change: ReferringWrite,
  reference: Reference,
  known: KnownParents | undefined,
): readonly string[] | undefined {
  const { table, write, execution } = change
  if (write.verb !== 'insert') return parentsTold(change, reference, known)
  return mayHaveMetRows(write, execution.answer, table.dialect === 'mysql') ? undefined : []
}

function unknownBefore(
  { write, rows }: ReferringWrite,
  reference: Reference,
  unknown: UnknownParents,
): readonly string[] {
  const isSkipped = write.verb !== 'insert' && rows !== undefined && unknown === 'skip'
  return isSkipped ? [] : allTargets(reference)
}

/** The parents before the write by one reference, where the statement or what was read before it tells them. */
function parentsTold(
  { table, write, execution, rows }: ReferringWrite,
  reference: Reference,
  known: KnownParents | undefined,
): readonly string[] | undefined {
  const told = rows?.before.map((row) => known?.of(row.row, reference) ?? targetInKey(table, reference, row))
  if (told && !told.includes(undefined)) {
    return reachedBy(
      reference,
      told.flatMap((targets) => targets ?? []),
    )
  }
  const matched = matchedTargets(table, write, reference, execution)
  return matched && reachedBy(reference, matched)
}

/** A row's own key may hold that of its parent. */
function targetInKey(table: EntityTable, reference: Reference, { key }: KeyedRow): readonly string[] | undefined {
  const places = reference.columns.map((column) => table.keyColumns.indexOf(column))
  if (places.includes(-1)) return undefined
  const target = targetInAnswer(
    reference,
    places.map((at) => key[at]),
  )
  return target === undefined ? [] : [target]
}

/** The targets that WHERE names. */
function matchedTargets(
  table: EntityTable,
  { matches }: TableWrite,
  reference: Reference,
  execution: Execution,
): readonly string[] | undefined {
  if (!matches || !reference.comparesAlike || areSpliced(execution, table.dialect)) return undefined
  const targets = new Set<string>()
  for (const match of matches) {
    const keys = keysIn(reference, (column) => match.get(column), execution.parameters)
    if (!keys) return undefined
    for (const key of keys) addTarget(targets, reference, key)
  }
  return [...targets]
}

/** The targets that the write itself sets; `undefined` where it doesn't tell them. */
function parentsAfter(change: ReferringWrite, reference: Reference): readonly string[] | undefined {
  const { table, write, execution } = change
  if (write.verb === 'truncate' || write.verb === 'delete') return []
  if (areSpliced(execution, table.dialect) || reference.isComputed) return undefined
  const targets = new Set<string>()
  if (write.verb === 'insert') {
    if (!write.columns || !write.rows) return undefined
    for (const row of write.rows) {
      const key = keyIn(change, reference, (column) => insertedValue(row, write.columns, column))
      if (!key) return undefined
      addTarget(targets, reference, key)
    }
    // What it sets in rows that were there already may be something else again.
    const setsOther = mayHaveMetRows(write, execution.answer, table.dialect === 'mysql')
    const others = [...write.set.keys()].filter((column) => !setsInserted(write, column))
    if (setsOther && setsReference(reference, others)) return undefined
  } else {
    if (!write.columns) return undefined
    if (!setsReference(reference, write.columns)) return []
    const key = keyIn(change, reference, (column) => write.set.get(column))
    if (!key) return undefined
    addTarget(targets, reference, key)
  }
  return reachedBy(reference, [...targets])
}

function setsReference({ columns }: Reference, written: readonly string[]): boolean {
  return columns.some((column) => written.includes(column))
}

/** What an INSERT gives a column, named or not. */
function insertedValue(row: readonly Value[], columns: readonly string[] | undefined, column: string): Value {
  return row[columns?.indexOf(column) ?? -1] ?? { kind: 'default' }
}

/** The values of a foreign key. */
function keyIn(
  { table, execution }: ReferringWrite,
  { columns }: Reference,
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
  { columns }: Reference,
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

function addTarget(targets: Set<string>, reference: Reference, key: readonly unknown[]): void {
  const target = targetInStatement(reference, key)
  if (target !== undefined) targets.add(target)
}
