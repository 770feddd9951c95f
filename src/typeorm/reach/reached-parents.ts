import type { TableWrite, Value } from '../../sql/statement'
import type { UnknownParents } from '../../options'
import type { KnownParents } from './known-parents'
import type { Execution, Parameters } from './execution'
import { mayHaveMetRows } from './inserted-rows'
import type { KeyedRow } from './keyed-rows'
import type { NamedRows } from './named-rows'
import { setsInserted } from './written-keys'
import { type Reference, allTargets, targetInAnswer, targetInStatement } from './references'
import { areSpliced, soleValueOf, valuesOf } from './statement-values'
import type { EntityTable } from '../entities/entity-table'

/** A write of a table, and what is known of its rows. */
export interface ReferringWrite {
  readonly table: EntityTable
  readonly write: TableWrite
  readonly references: readonly Reference[]
  readonly execution: Execution
  readonly rows: NamedRows | undefined
}

/**
 * The rows that the rows of a write belong to, or are linked with, before it and after it; in bulk where they can't be
 * named.
 */
export function parentsOf(change: ReferringWrite, known: KnownParents | undefined, unknown: UnknownParents): string[] {
  const { references, write } = change
  if (write.verb === 'define') return []
  return [
    ...parentsBefore(change, known, unknown),
    ...references.flatMap((reference) => parentsAfter(change, reference)),
  ]
}

/** What must be read before the write: rows, and by which references their parents are not known. */
export interface UnknownParentsOfRows {
  readonly rows: readonly KeyedRow[]
  readonly references: readonly Reference[]
}

export function parentsToRead(change: ReferringWrite, known: KnownParents): UnknownParentsOfRows | undefined {
  const { write, references, rows } = change
  if (!rows || (write.verb !== 'update' && write.verb !== 'delete')) return undefined
  const unknown = references.filter((reference) => !parentsTold(change, reference, known))
  const unread = rows.before.filter(({ row }) => unknown.some((reference) => !known.of(row, reference)))
  return unread.length > 0 ? { rows: unread, references: unknown } : undefined
}

function parentsBefore(
  change: ReferringWrite,
  known: KnownParents | undefined,
  unknown: UnknownParents,
): readonly string[] {
  const { table, write, references, execution, rows } = change
  if (write.verb === 'insert') {
    return mayHaveMetRows(write, execution.answer, table.dialect === 'mysql') ? references.flatMap(allTargets) : []
  }
  const isSkipped = rows !== undefined && unknown === 'skip'
  return references.flatMap(
    (reference) => parentsTold(change, reference, known) ?? (isSkipped ? [] : allTargets(reference)),
  )
}

/** The parents before the write by one reference, where the statement or what was read before it tells them. */
function parentsTold(
  { table, write, execution, rows }: ReferringWrite,
  reference: Reference,
  known: KnownParents | undefined,
): readonly string[] | undefined {
  const told = rows?.before.map((row) => known?.of(row.row, reference) ?? targetInKey(table, reference, row))
  if (told && !told.includes(undefined)) return told.flatMap((targets) => targets ?? [])
  return matchedTargets(table, write, reference, execution.parameters)
}

/** A row's own key may hold that of its parent. */
function targetInKey(table: EntityTable, reference: Reference, { key }: KeyedRow): readonly string[] | undefined {
  const places = reference.columns.map((column) => table.keyColumns.indexOf(column))
  if (places.includes(-1)) return undefined
  const target = targetInAnswer(
    reference,
    places.map((at) => key[at]),
  )
  return isReached(reference, target) ? [target] : []
}

/** The targets that WHERE names. */
function matchedTargets(
  table: EntityTable,
  { matches }: TableWrite,
  reference: Reference,
  parameters: Parameters,
): readonly string[] | undefined {
  if (!matches || !reference.comparesAlike || areSpliced(parameters, table.dialect)) return undefined
  const targets = new Set<string>()
  for (const match of matches) {
    const keys = keysIn(reference, (column) => match.get(column), parameters)
    if (!keys) return undefined
    for (const key of keys) addTarget(targets, reference, key)
  }
  return [...targets]
}

/** The targets that the write itself sets. */
function parentsAfter({ table, write, execution }: ReferringWrite, reference: Reference): readonly string[] {
  const { parameters } = execution
  if (write.verb === 'truncate' || write.verb === 'delete') return []
  if (areSpliced(parameters, table.dialect) || reference.isComputed) return allTargets(reference)
  const targets = new Set<string>()
  if (write.verb === 'insert') {
    if (!write.columns || !write.rows) return allTargets(reference)
    for (const row of write.rows) {
      const key = keyIn(reference, (column) => row[write.columns?.indexOf(column) ?? -1] ?? leftOut, parameters)
      if (!key) return allTargets(reference)
      addTarget(targets, reference, key)
    }
    // What it sets in rows that were there already may be something else again.
    const setsOther = mayHaveMetRows(write, execution.answer, table.dialect === 'mysql')
    const others = [...write.set.keys()].filter((column) => !setsInserted(write, column))
    return setsOther && setsReference(reference, others) ? [...targets, ...allTargets(reference)] : [...targets]
  }
  if (!write.columns) return allTargets(reference)
  if (!setsReference(reference, write.columns)) return []
  const key = keyIn(reference, (column) => write.set.get(column), parameters)
  if (!key) return allTargets(reference)
  addTarget(targets, reference, key)
  return [...targets]
}

function setsReference({ columns }: Reference, written: readonly string[]): boolean {
  return columns.some((column) => written.includes(column))
}

/** A column that an INSERT doesn't name. */
const leftOut: Value = { kind: 'default' }

/** The values of a foreign key. */
function keyIn(
  { columns, hasDefault }: Reference,
  valueIn: (column: string) => Value | undefined,
  parameters: Parameters,
): readonly unknown[] | undefined {
  const key = columns.map((column) => {
    const value = valueIn(column)
    if (value?.kind === 'default' && !hasDefault) return null
    return soleValueOf(value, parameters)
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
    return value && valuesOf(value, parameters)
  })
  const [first, ...others] = choices
  if (!first) return undefined
  if (others.length === 0) return first.map((value) => [value])
  const sole = choices.map((values) => (values?.length === 1 ? values[0] : undefined))
  return sole.includes(undefined) ? undefined : [sole]
}

function addTarget(targets: Set<string>, reference: Reference, key: readonly unknown[]): void {
  const target = targetInStatement(reference, key)
  if (isReached(reference, target)) targets.add(target)
}

/** Those that can't be named are left alone where touching is off. */
function isReached({ isTouched, target }: Reference, named: string | undefined): named is string {
  return named !== undefined && (isTouched || named !== target.bulkIdentifier)
}
