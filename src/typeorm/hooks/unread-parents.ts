import type { QueryRunner } from 'typeorm'
import type { TransactionChanges } from '../../changes/transaction-changes'
import type { UnreadRow } from '../../changes/unread-rows'
import { mustNotRead } from '../connections/changed-settings'
import { readIsolated } from '../connections/isolated-read'
import { readGroups } from '../connections/parent-reader'
import { dataSourceOf } from '../versions'
import { KnownGroups } from '../reach/known-groups'
import { reachedBy } from '../reach/groups'
import { MOST_ROWS, guardedRead } from './parent-reading'
import type { SubscriberContext } from './subscriber-context'

/** @returns what a COMMIT must wait for, if it is still to be read what rows lead to */
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
    // Those of which all that they may lead to changes in any case need not be read.
    const rows = all.filter(({ inBulk }) => !inBulk.every((identifier) => changed.has(identifier)))
    const readable = rows.filter(({ isLost }) => !isLost)
    const known = new KnownGroups()
    const groups = table ? rules.groupsOf(table) : []
    const canRead = readable.length > 0 && readable.length <= MOST_ROWS && !mustNotRead(queryRunner, transaction)
    if (table && canRead) {
      await guardedRead(table, context, () =>
        readIsolated(queryRunner, false, () =>
          readGroups(queryRunner, table, { rows: readable, groups }, 'held', known),
        ),
      )
    }
    for (const row of rows) {
      const targets = groups.map((group) => {
        const named = known.of(row.row, group)
        return named && reachedBy(group, named)
      })
      reached.push(...(row.isLost || targets.includes(undefined) ? row.inBulk : targets.flatMap((one) => one ?? [])))
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
