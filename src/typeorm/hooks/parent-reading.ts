import type { QueryRunner } from 'typeorm'
import { report } from '../../changes/report'
import type { UnknownParents } from '../../options'
import { TransactionLostError, isRefusedAnyway, readFirst } from '../connections/isolated-read'
import { beginsByItself } from '../connections/isolation'
import { areNamesMoved, mustNotRead } from '../connections/changed-settings'
import { type RowsToRead, readGroups } from '../connections/parent-reader'
import { dataSourceOf, isAwaitedBefore } from '../versions'
import type { QueryRunnerChanges } from '../connections/query-runner-changes'
import type { SentStatement } from '../connections/sent-statements'
import type { EntityTable } from '../entities/entity-table'
import type { Execution } from '../reach/execution'
import type { RowGroup } from '../reach/groups'
import { KnownGroups } from '../reach/known-groups'
import { unknownGroups } from '../reach/reached-groups'
import { noteDefaults } from './default-reading'
import { type RowsBefore, canLock, readLocking } from './locking-reads'
import type { SubscriberContext } from './subscriber-context'

/** Rows that are read in one go; with more of them, all that they may lead to is taken to have changed. */
export const MOST_ROWS = 1_000

/** Writes of one text before which rows are read: each is read by itself, for the locks to be taken in their order. */
const MOST_WRITES = 20

/** Whether what rows lead to, where a statement leaves that as it is, can be read before the COMMIT. */
export function isReadLater(queryRunner: QueryRunner, changes: QueryRunnerChanges): boolean {
  return (
    (changes.transaction !== undefined || beginsByItself(queryRunner)) && !mustNotRead(queryRunner, changes.transaction)
  )
}

/**
 * Tells of the parents that a statement doesn't name, and reads what is lost with it, or outside of a transaction: parents
 * and values of scopes.
 * @returns what the statement must wait for; rejects with a TransactionLostError alone
 */
export function readingBefore(
  sent: SentStatement,
  changes: QueryRunnerChanges,
  queryRunner: QueryRunner,
  context: SubscriberContext,
): (() => Promise<void>) | undefined {
  const dataSourceWrites = context.writesOf(dataSourceOf(queryRunner))
  const { reach, rules } = dataSourceWrites
  const isInside = changes.transaction !== undefined || beginsByItself(queryRunner)
  const known = rules.trustsLoaded && isInside ? changes.groups : new KnownGroups()
  sent.groups = known
  const execution: Execution = {
    parameters: sent.parameters,
    memo: sent.memo,
    answer: undefined,
    areNamesMoved: areNamesMoved(queryRunner, changes.transaction),
    idStep: undefined,
    isReadLater: isReadLater(queryRunner, changes) && sent.statements.length === 1,
  }
  const writes = sent.statements.flatMap((statement) => (statement.kind === 'write' ? statement.writes : []))
  const mayRead =
    isAwaitedBefore(queryRunner) &&
    !mustNotRead(queryRunner, changes.transaction) &&
    (!isInside || writes.length <= MOST_WRITES)
  const reads: RowsBefore[] = []
  const counts = new Map<EntityTable, number>()
  for (const change of writes.flatMap((write) => reach.mapped(write, execution))) {
    const { table, write, groups } = change
    if (groups.length === 0) continue
    if (write.verb === 'update' && rules.areIgnored(table, write.columns)) continue
    noteDefaults(change, dataSourceWrites)
    const unknown = unknownGroups(change, known)
    if (!unknown) continue
    const { rows, lost, untold } = unknown
    const isLost = lost.length > 0
    const count = (counts.get(table) ?? 0) + rows.length
    const canRead = mayRead && count <= MOST_ROWS && (!isInside || canLock(change, sent))
    const resolution = rules.unknownParents === 'select' && isLost && !canRead ? 'bulk' : rules.unknownParents
    tellUnknown(table, untold, resolution, context)
    if (resolution !== 'select' || !isLost) continue
    reads.push({ change, rows, groups: lost })
    counts.set(table, count)
  }
  if (reads.length === 0) return undefined
  return async () => {
    if (isInside) {
      // In the order in which the statements take their locks.
      for (const read of reads)
        await guardedRead(read.change.table, context, () => readLocking(read, changes.transaction, known, queryRunner))
    } else {
      for (const table of counts.keys())
        await guardedRead(table, context, () =>
          readFirst(() => readGroups(queryRunner, table, together(table, reads), 'plain', known)),
        )
    }
  }
}

function tellUnknown(
  table: EntityTable,
  untold: readonly RowGroup[],
  resolution: UnknownParents,
  { ledger }: SubscriberContext,
): void {
  const entity = table.metadatas[0].name
  const references = untold.filter((group) => group.kind === 'reference')
  const scopes = untold.flatMap((group) => (group.kind === 'scope' ? group.bulkIdentifier : []))
  const relations = references.flatMap((reference) => reference.relations[0]?.propertyPath ?? [])
  const { events } = ledger
  // No change of a scope is skipped.
  const areApart = resolution === 'skip' && scopes.length > 0
  if (references.length > 0 || !areApart) {
    const withScopes = scopes.length > 0 && !areApart ? { scopes } : {}
    events.emit('parentsUnknown', { entity, relations, ...withScopes, resolution })
  }
  if (areApart) events.emit('parentsUnknown', { entity, relations: [], scopes, resolution: 'bulk' })
}

/** What is read without locks can be read at once. */
function together(table: EntityTable, reads: readonly RowsBefore[]): RowsToRead {
  const own = reads.filter(({ change }) => change.table === table)
  return {
    rows: own.flatMap(({ rows }) => rows),
    groups: [...new Set(own.flatMap(({ groups }) => groups))],
  }
}

/** What can't be read stays unknown. */
export async function guardedRead(
  table: EntityTable,
  context: SubscriberContext,
  read: () => Promise<void>,
): Promise<void> {
  try {
    await read()
  } catch (cause) {
    if (cause instanceof TransactionLostError) throw cause
    if (isRefusedAnyway(cause)) return
    report(context.ledger.events, `The parents and scopes of changed rows of ${table.text} could not be read`, cause)
  }
}
