import type { QueryRunner } from 'typeorm'
import { report } from '../../changes/report'
import type { TableWrite } from '../../sql/statement'
import { TransactionLostError, readIsolated } from '../connections/isolated-read'
import { areNamesMoved } from '../connections/changed-settings'
import { readParents } from '../connections/parent-reader'
import { isAwaitedBefore } from '../connections/query-hooks-awaited'
import type { SentStatement } from '../connections/sent-statements'
import { dataSourceOf } from '../data-source-of'
import type { EntityTable } from '../entities/entity-table'
import type { KnownParents } from '../reach/known-parents'
import { type UnknownParentsOfRows, parentsToRead } from '../reach/reached-parents'
import { type SubscriberContext, changesOf } from './subscriber-context'

/** Rows of one statement whose parents are read; with more of them, all possible parents are taken to have changed. */
const MOST_ROWS = 1_000

/** Reads the parents of rows that a statement is about to change, where nothing else tells them. */
export async function readParentsOf(
  { statements, parameters }: SentStatement,
  known: KnownParents,
  queryRunner: QueryRunner,
  context: SubscriberContext,
): Promise<void> {
  const { reach } = context.writesOf(dataSourceOf(queryRunner))
  const execution = { parameters, answer: undefined, areNamesMoved: areNamesMoved(queryRunner), idStep: undefined }
  for (const statement of statements) {
    const writes: readonly TableWrite[] = statement.kind === 'write' ? statement.writes : []
    for (const change of writes.flatMap((write) => reach.mapped(write, execution))) {
      const unknown = parentsToRead(change, known)
      // What is read while the statement runs may be what was there before it, or after it.
      if (unknown)
        await readUnknownParents(queryRunner, change.table, unknown, known, context, isAwaitedBefore(queryRunner))
    }
  }
}

/**
 * Tells that parents are not known, and reads them if the user wants that. What can't be read stays unknown.
 * @param isAwaited whether the write waits for it
 * @throws TransactionLostError
 */
export async function readUnknownParents(
  queryRunner: QueryRunner,
  table: EntityTable,
  { rows, references }: UnknownParentsOfRows,
  known: KnownParents,
  context: SubscriberContext,
  isAwaited: boolean,
): Promise<void> {
  const { events } = context.ledger
  const { unknownParents } = context.writesOf(dataSourceOf(queryRunner)).rules
  const canRead = isAwaited && rows.length <= MOST_ROWS
  const resolution = unknownParents === 'select' && !canRead ? 'bulk' : unknownParents
  const relations = references.flatMap((reference) => reference.relations[0]?.propertyPath ?? [])
  events.emit('parentsUnknown', { entity: table.metadatas[0].name, relations, resolution })
  if (resolution !== 'select') return
  const changes = changesOf(context, queryRunner)
  try {
    await changes.inTurn(() =>
      readIsolated(queryRunner, table, changes, () => readParents(queryRunner, table, references, rows, known)),
    )
  } catch (cause) {
    if (cause instanceof TransactionLostError) throw cause
    report(events, `The parents of changed rows of ${table.text} could not be read`, cause)
  }
}
