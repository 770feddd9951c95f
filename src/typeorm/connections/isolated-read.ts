import { randomBytes } from 'node:crypto'
import type { QueryRunner } from 'typeorm'
import { dialectOf } from '../dialect'
import { dataSourceOf } from '../data-source-of'
import type { EntityTable } from '../entities/entity-table'
import { ask } from './own-statements'

/** No savepoint of the application's has this name. */
const SAVEPOINT = `alkey_${randomBytes(9).toString('hex')}`

/** Tables that have been read since they were last defined: that it works is known. */
const proven = new WeakSet<EntityTable>()

/** A definition may have taken what was read. */
export function doubt(table: EntityTable): void {
  proven.delete(table)
}

/**
 * Reads in the middle of somebody's transaction. In PostgreSQL a statement that fails takes the transaction with it, so
 * what may fail (a column that is gone, or that the role may not read) is tried in a savepoint first.
 *
 * @param isLocking whether it waits for the locks that the application's own statement is about to wait for
 * @throws TransactionLostError where the application must have the error
 */
export async function readIsolated(
  queryRunner: QueryRunner,
  table: EntityTable,
  isLocking: boolean,
  read: () => Promise<void>,
): Promise<void> {
  const isTried = table.dialect === 'postgres' && !proven.has(table)
  try {
    if (isTried) await ask(queryRunner, `SAVEPOINT ${SAVEPOINT}`)
    await read()
    if (isTried) await ask(queryRunner, `RELEASE SAVEPOINT ${SAVEPOINT}`)
    proven.add(table)
  } catch (cause) {
    proven.delete(table)
    if (isAborted(cause)) throw cause
    if (isLost(cause, queryRunner, isTried) || (isLocking && isLockError(cause))) throw new TransactionLostError(cause)
    if (isTried) await ask(queryRunner, `ROLLBACK TO SAVEPOINT ${SAVEPOINT}`)
    throw cause
  }
}

/** The transaction can't go on, or the application's own statement would have had the same error. */
export class TransactionLostError extends Error {
  constructor(cause: unknown) {
    super('The transaction was lost.', { cause })
  }
}

/** Whether PostgreSQL has refused a statement because an earlier one failed: the transaction will be rolled back in any case. */
export function isAborted(error: unknown): boolean {
  return codeOf(error) === IN_FAILED_TRANSACTION
}

const IN_FAILED_TRANSACTION = '25P02'

/** Of PostgreSQL: serialization failures and deadlocks. Applications try the transaction again. */
const rolledBackCodes: readonly unknown[] = ['40001', '40P01']
/** Of MySQL: a deadlock, and a record that was changed since the snapshot. */
const rolledBackNumbers: readonly unknown[] = [1213, 1020]
/** `lock_not_available`, `query_canceled`; a lock's timeout, interruptions and timeouts of statements. */
const lockErrors: readonly unknown[] = ['55P03', '57014', 1205, 1317, 1969, 3024]

function isLost(error: unknown, queryRunner: QueryRunner, isTried: boolean): boolean {
  switch (dialectOf(dataSourceOf(queryRunner))) {
    case 'postgres':
      return !isTried || rolledBackCodes.includes(codeOf(error))
    case 'mysql':
      return rolledBackNumbers.includes(numberOf(error))
    case 'sqlite':
      return false
  }
}

function isLockError(error: unknown): boolean {
  return lockErrors.includes(codeOf(error)) || lockErrors.includes(numberOf(error))
}

function codeOf(error: unknown): unknown {
  return ((error ?? {}) as { code?: unknown }).code
}

function numberOf(error: unknown): unknown {
  return ((error ?? {}) as { errno?: unknown }).errno
}
