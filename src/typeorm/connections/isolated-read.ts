import type { QueryRunner } from 'typeorm'
import type { EntityTable } from '../entities/entity-table'
import { mayReadLess } from './changed-settings'
import { isTransactionOpen } from './server-state'

/** The savepoint that a read is made in; statements that name it are ours. */
export const READ_SAVEPOINT = 'alkey_read'

/** Tables that have been read since they were last defined: that it works is known. */
const proven = new WeakSet<EntityTable>()

/** A definition may have taken what was read. */
export function doubt(table: EntityTable): void {
  proven.delete(table)
}

/** Tells whether others have sent something on the connection since. */
export interface Activity {
  readonly statementsSent: number
}

/**
 * Reads in the middle of somebody's transaction. In PostgreSQL a statement that fails takes the transaction with it, so
 * what may fail (a column that is gone, or that the role may not read) is tried in a savepoint first.
 *
 * @throws what the read threw, when it has taken the transaction with it: whoever writes there must be told as the
 *   database would have done
 */
export async function readIsolated(
  queryRunner: QueryRunner,
  table: EntityTable,
  activity: Activity,
  read: () => Promise<void>,
): Promise<void> {
  if (table.dialect !== 'postgres' || isTransactionOpen(queryRunner) !== true) return read()
  const isSpecial = mayReadLess(queryRunner)
  const isTried = isSpecial || !proven.has(table)
  const before = activity.statementsSent
  try {
    if (isTried) await queryRunner.query(`SAVEPOINT ${READ_SAVEPOINT}`)
    await read()
    if (!isSpecial) proven.add(table)
    // With it would go the savepoints that others have made since.
    if (isTried && activity.statementsSent === before) await queryRunner.query(`RELEASE SAVEPOINT ${READ_SAVEPOINT}`)
  } catch (cause) {
    const code = codeOf(cause)
    // It had failed before, and is going to be rolled back.
    if (code === FAILED_BEFORE) return
    proven.delete(table)
    // With it would go what others have written since. A failed serialization can't be taken back at all.
    if (!isTried || activity.statementsSent !== before || retryable.includes(code))
      throw new TransactionLostError(cause)
    await queryRunner.query(`ROLLBACK TO SAVEPOINT ${READ_SAVEPOINT}`)
    throw cause
  }
}

/** The read has taken the transaction with it. */
export class TransactionLostError extends Error {
  constructor(cause: unknown) {
    super('The transaction was lost.', { cause })
  }
}

/** `in_failed_sql_transaction` */
const FAILED_BEFORE = '25P02'

/** Serialization failures and deadlocks: applications try the transaction again. */
const retryable: readonly unknown[] = ['40001', '40P01']

function codeOf(error: unknown): unknown {
  return ((error ?? {}) as { code?: unknown }).code
}
