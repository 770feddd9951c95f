import type { QueryRunner } from 'typeorm'
import { report } from '../../changes/report'
import type { TransactionChanges } from '../../changes/transaction-changes'
import { TransactionLostError, isAborted, readIsolated } from '../connections/isolated-read'
import { beginsByItself, mayReadFirst } from '../connections/isolation'
import { areNamesMoved, mustNotRead } from '../connections/changed-settings'
import { ask } from '../connections/own-statements'
import { type RowsToRead, quotedTable, readParents } from '../connections/parent-reader'
import { isAwaitedBefore } from '../connections/query-hooks-awaited'
import type { QueryRunnerChanges } from '../connections/query-runner-changes'
import type { SentStatement } from '../connections/sent-statements'
import { dataSourceOf } from '../data-source-of'
import type { EntityTable } from '../entities/entity-table'
import type { Execution } from '../reach/execution'
import { KnownParents } from '../reach/known-parents'
import { type ReferringWrite, unknownParents } from '../reach/reached-parents'
import { valuesOf } from '../reach/statement-values'
import { setsKey } from '../reach/written-keys'
import { noteDefaults } from './default-reading'
import type { SubscriberContext } from './subscriber-context'

/** Rows whose parents are read in one go; with more of them, all possible parents are taken to have changed. */
export const MOST_ROWS = 1_000

/** Whether parents of rows that a statement leaves as they are can be read before the COMMIT. */
export function isReadLater(queryRunner: QueryRunner, changes: QueryRunnerChanges): boolean {
  return (changes.transaction !== undefined || beginsByItself(queryRunner)) && !mustNotRead(queryRunner)
}

/**
 * Tells of the parents that a statement doesn't name, and reads those that are lost with it, or outside of a transaction.
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
  const known = rules.trustsLoaded && isInside ? changes.parents : new KnownParents()
  sent.parents = known
  const execution: Execution = {
    parameters: sent.parameters,
    answer: undefined,
    areNamesMoved: areNamesMoved(queryRunner),
    idStep: undefined,
    isReadLater: isReadLater(queryRunner, changes) && sent.statements.length === 1,
  }
  const writes = sent.statements.flatMap((statement) => (statement.kind === 'write' ? statement.writes : []))
  const reads = writes
    .flatMap((write) => reach.mapped(write, execution))
    .flatMap((change) => {
      if (change.write.verb === 'update' && rules.areIgnored(change.table, change.write.columns)) return []
      noteDefaults(change, dataSourceWrites)
      const unknown = unknownParents(change, known)
      if (!unknown) return []
      const { rows, references, untold } = unknown
      const canRead =
        references.length === 0 ||
        (rows.length <= MOST_ROWS && isAwaitedBefore(queryRunner) && !mustNotRead(queryRunner))
      const resolution = rules.unknownParents === 'select' && !canRead ? 'bulk' : rules.unknownParents
      context.ledger.events.emit('parentsUnknown', {
        entity: change.table.metadatas[0].name,
        relations: untold.flatMap(({ relations }) => relations[0]?.propertyPath ?? []),
        resolution,
      })
      const isRead = resolution === 'select' && references.length > 0
      return isRead ? [{ change, toRead: { rows, references, conditions: conditionsOf(change) } }] : []
    })
  if (reads.length === 0) return undefined
  return async () => {
    for (const { change, toRead } of reads) {
      await guardedRead(change.table, context, async () => {
        if (!isInside) await readParents(queryRunner, change.table, toRead, 'plain', known)
        else await readLocking(change, toRead, changes.transaction, known, queryRunner)
      })
    }
  }
}

async function readLocking(
  { table, write }: ReferringWrite,
  toRead: RowsToRead,
  transaction: TransactionChanges | undefined,
  known: KnownParents,
  queryRunner: QueryRunner,
): Promise<void> {
  const hasWritten = transaction?.hasWritten === true
  if (table.dialect === 'postgres' && !(transaction && (await mayReadFirst(queryRunner, transaction, hasWritten))))
    return
  // After a read, a transaction in SQLite can only become a writer while there is no other, and does not wait for that.
  if (table.dialect === 'sqlite' && !hasWritten) await ask(queryRunner, `DELETE FROM ${quotedTable(table)} WHERE 0`)
  const mode = write.verb === 'delete' || setsKey(table, write) ? 'locking-key' : 'locking'
  await readIsolated(queryRunner, table, true, () => readParents(queryRunner, table, toRead, mode, known))
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
    if (isAborted(cause)) return
    report(context.ledger.events, `The parents of changed rows of ${table.text} could not be read`, cause)
  }
}

/** What else a statement asks of its rows: of those that don't meet it, it keeps no locks. */
function conditionsOf({ table, write, execution }: ReferringWrite): ReadonlyMap<string, readonly unknown[]> {
  const conditions = new Map<string, readonly unknown[]>()
  const [match, ...others] = write.matches ?? []
  if (!match || others.length > 0) return conditions
  for (const [column, value] of match) {
    const values = table.keyColumns.includes(column) ? undefined : valuesOf(value, execution.parameters)
    if (values && values.length > 0 && !values.includes(null)) conditions.set(column, values)
  }
  return conditions
}
