import type { QueryRunner } from 'typeorm'
import type { TransactionChanges } from '../../changes/transaction-changes'
import type { UnreadRow } from '../../changes/unread-rows'
import { mustNotRead } from '../connections/changed-settings'
import { readIsolated } from '../connections/isolated-read'
import { readParents } from '../connections/parent-reader'
import { dataSourceOf } from '../versions'
import { KnownParents } from '../reach/known-parents'
import { reachedBy } from '../reach/references'
import { MOST_ROWS, guardedRead } from './parent-reading'
import type { SubscriberContext } from './subscriber-context'

/** @returns what a COMMIT must wait for, if parents are still to be read */
export function readingUnread(
  transaction: TransactionChanges | undefined,
  queryRunner: QueryRunner,
  context: SubscriberContext,
): (() => Promise<void>) | undefined {
  if (!transaction) return undefined
  const unread = transaction.savepoints.allUnread()
  return unread.length === 0 ? undefined : () => readUnread(transaction, unread, queryRunner, context)
}

async function readUnread(
  transaction: TransactionChanges,
  unread: readonly UnreadRow[],
  queryRunner: QueryRunner,
  context: SubscriberContext,
): Promise<void> {
  const { catalog, rules } = context.writesOf(dataSourceOf(queryRunner))
  const changed = transaction.savepoints.changes().identifiers
  const reached: string[] = []
  for (const [text, all] of byTable(unread)) {
    const table = catalog.named(text)
    // Those whose possible parents change in any case need not be read.
    const rows = all.filter(({ inBulk }) => !inBulk.every((identifier) => changed.has(identifier)))
    const readable = rows.filter(({ isLost }) => !isLost)
    const known = new KnownParents()
    const references = table ? rules.referencesOf(table) : []
    const canRead = readable.length > 0 && readable.length <= MOST_ROWS && !mustNotRead(queryRunner, transaction)
    if (table && canRead) {
      await guardedRead(table, context, () =>
        readIsolated(queryRunner, false, () =>
          readParents(queryRunner, table, { rows: readable, references }, 'held', known),
        ),
      )
    }
    for (const row of rows) {
      const parents = references.map((reference) => {
        const targets = known.of(row.row, reference)
        return targets && reachedBy(reference, targets)
      })
      reached.push(...(row.isLost || parents.includes(undefined) ? row.inBulk : parents.flatMap((one) => one ?? [])))
    }
  }
  transaction.addRead(reached)
}

function byTable(rows: readonly UnreadRow[]): ReadonlyMap<string, readonly UnreadRow[]> {
  const tables = new Map<string, UnreadRow[]>()
  for (const row of rows) {
    const others = tables.get(row.table)
    if (others) others.push(row)
    else tables.set(row.table, [row])
  }
  return tables
}
