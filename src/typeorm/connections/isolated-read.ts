import { randomBytes } from 'node:crypto'
import type { QueryRunner } from 'typeorm'
import { dialectOf } from '../dialect'
import { dataSourceOf } from '../versions'
import { ask } from './own-statements'

/** No savepoint of the application's has this name. */
const SAVEPOINT = `alkey_${randomBytes(9).toString('hex')}`

/**
 * Reads in the middle of somebody's transaction. In PostgreSQL a statement that fails takes the transaction with it, and
 * any may fail: the column is gone since, or the role may not read it. So each is tried in a savepoint.
 *
 * @param isLocking whether it waits for the locks that the application's own statement is about to wait for; else the
 * COMMIT comes next, which ends the savepoint as well
 * @throws TransactionLostError where the application must have the error
 */
export async function readIsolated(
  queryRunner: QueryRunner,
  isLocking: boolean,
  read: () => Promise<void>,
): Promise<void> {
  const isTried = dialectOf(dataSourceOf(queryRunner)) === 'postgres'
  try {
    if (isTried) await ask(queryRunner, `SAVEPOINT ${SAVEPOINT}`)
    await read()
    if (isTried && isLocking) await ask(queryRunner, `RELEASE SAVEPOINT ${SAVEPOINT}`)
  } catch (cause) {
    if (codeOf(cause) === IN_FAILED_TRANSACTION) throw cause
    if (isLost(cause, queryRunner) || (isLocking && isLockError(cause))) throw new TransactionLostError(cause)
    if (isTried) await ask(queryRunner, `ROLLBACK TO SAVEPOINT ${SAVEPOINT}`)
    throw cause
  }
}

/**
 * Reads outside of a transaction, before a statement that waits for whatever this read waits for.
 *
 * @throws TransactionLostError where the application must have the error
 */
export async function readFirst(read: () => Promise<void>): Promise<void> {
  try {
    await read()
  } catch (cause) {
    throw isBusy(cause) ? new TransactionLostError(cause) : cause
  }
}

/** The transaction can't go on, or the application's own statement would have had the same error. */
export class TransactionLostError extends Error {
  constructor(cause: unknown) {
    super('The transaction was lost.', { cause })
  }
}

/**
 * Whether PostgreSQL has refused a read for what it will refuse the application's own statement for: an earlier one has
 * failed, or the transaction is read-only.
 */
export function isRefusedAnyway(error: unknown): boolean {
  return codeOf(error) === IN_FAILED_TRANSACTION || codeOf(error) === READ_ONLY
}

const IN_FAILED_TRANSACTION = '25P02'
const READ_ONLY = '25006'

/** Of PostgreSQL: serialization failures and deadlocks. Applications try the transaction again. */
const rolledBackCodes: readonly unknown[] = ['40001', '40P01']
/** Of MySQL: a deadlock, and a record that was changed since the snapshot. */
const rolledBackNumbers: readonly unknown[] = [1213, 1020]
/** `lock_not_available`, `query_canceled`; a lock's timeout, interruptions and timeouts of statements. */
const lockErrors: readonly unknown[] = ['55P03', '57014', 1205, 1317, 1969, 3024]

function isLost(error: unknown, queryRunner: QueryRunner): boolean {
  switch (dialectOf(dataSourceOf(queryRunner))) {
    case 'postgres':
      return rolledBackCodes.includes(codeOf(error))
    case 'mysql':
      return rolledBackNumbers.includes(errnoOf(error))
    case 'sqlite':
      return false
  }
}

function isLockError(error: unknown): boolean {
  return lockErrors.includes(codeOf(error)) || lockErrors.includes(errnoOf(error)) || isBusy(error)
}

/** Whether another process has kept SQLite waiting for as long as the application lets it, or has made waiting useless. */
function isBusy(error: unknown): boolean {
  const code = codeOf(error)
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY')
}

function codeOf(error: unknown): unknown {
  return ((error ?? {}) as { code?: unknown }).code
}

function errnoOf(error: unknown): unknown {
  return ((error ?? {}) as { errno?: unknown }).errno
}
