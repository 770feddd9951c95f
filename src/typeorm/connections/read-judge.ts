import type { QueryRunner } from 'typeorm'
import type { TransactionChanges } from '../../changes/transaction-changes'
import type { VetoReason } from '../../events'
import type { TextFacts } from '../../sql/queries/text-facts'
import { LoadScope } from '../../values/load-scope'
import { dataSourceOf, depthOf } from '../versions'
import { bookOf } from './connection-book'
import { seesCommitted } from './isolation'
import { isTransactionOpen } from './server-state'

/** Finds the transaction that is followed on a query runner. */
export type TransactionOf = (queryRunner: QueryRunner) => TransactionChanges | undefined

/**
 * Why what is read on a query runner now must not be stored where others find it; `undefined` when it may be. Rolled
 * back, a transaction's own changes have never been there; in an old snapshot newer ones are missing.
 */
export async function unsafeToStore(
  queryRunner: QueryRunner,
  transactionOf: TransactionOf,
): Promise<VetoReason | undefined> {
  const { replication } = dataSourceOf(queryRunner).options as { replication?: unknown }
  if (replication !== undefined && queryRunner.getReplicationMode() === 'slave') return 'replica'
  const transaction = transactionOf(queryRunner)
  // One that nobody has followed may have written.
  if (transaction ? transaction.hasWritten : isInTransaction(queryRunner)) return 'open-transaction'
  // What we ask is no part of what is loaded.
  const isCommitted = await LoadScope.outside(() => seesCommitted(queryRunner, transaction).catch(() => false))
  return isCommitted ? undefined : 'isolation'
}

/** Reports a read that a load has made. */
export async function reportRead(
  scope: LoadScope,
  sql: string,
  { locksRows, readsCursor }: TextFacts,
  queryRunner: QueryRunner,
  transactionOf: TransactionOf,
): Promise<void> {
  if (locksRows) scope.veto('locked-rows', sql)
  if (readsCursor) scope.veto('isolation', sql)
  const reason = await unsafeToStore(queryRunner, transactionOf)
  if (reason) scope.veto(reason, sql)
  const transaction = transactionOf(queryRunner)
  // What was sent together with the read may have written before it.
  if (transaction) scope.onEnd(() => (transaction.hasWritten ? 'open-transaction' : undefined))
}

/** Whether a transaction is open, followed or not. */
export function isInTransaction(queryRunner: QueryRunner): boolean {
  const isActive = queryRunner.isTransactionActive && depthOf(queryRunner) > 0
  return isTransactionOpen(queryRunner) ?? (isActive || bookOf(queryRunner).isLeftOpen)
}
