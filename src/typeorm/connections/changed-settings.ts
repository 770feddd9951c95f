import type { QueryRunner } from 'typeorm'
import type { TransactionWithSettings } from '../../changes/transaction-settings'
import type { Settings } from '../../sql/settings/settings'
import { bookOf } from './connection-book'
import { queryRunnerBookOf } from './query-runner-book'

/**
 * Notes what a statement sets.
 * @param transaction the one that it is known to be in
 * @param hidesTable whether a temporary table of that name hides one that is mapped
 */
export function noteSettings(
  { movesNames, changesRole, isLocal, temporary, countsRows }: Settings,
  queryRunner: QueryRunner,
  transaction: TransactionWithSettings | undefined,
  hidesTable: (path: readonly string[]) => boolean,
): void {
  const settings = isLocal && transaction ? transaction.settings : bookOf(queryRunner)
  if (movesNames || temporary.some(hidesTable)) settings.areNamesMoved = true
  if (changesRole) settings.isRoleChanged = true
  if (countsRows) queryRunnerBookOf(queryRunner).hasCountedRows = true
}

/** Notes whether MySQL has something to say of a statement. @param answer the driver's */
export function noteWarnings(queryRunner: QueryRunner, answer: unknown): void {
  const { warningStatus } = (answer ?? {}) as { warningStatus?: unknown }
  queryRunnerBookOf(queryRunner).hasWarnings = typeof warningStatus === 'number' && warningStatus > 0
}

/** Whether a table's name may mean another one on this connection, in that transaction, than by default. */
export function areNamesMoved(queryRunner: QueryRunner, transaction: TransactionWithSettings | undefined): boolean {
  return bookOf(queryRunner).areNamesMoved || transaction?.settings.areNamesMoved === true
}

/** Whether nothing may be read for ourselves: it may be something else, be forbidden, or be noticed. */
export function mustNotRead(queryRunner: QueryRunner, transaction: TransactionWithSettings | undefined): boolean {
  const isRoleChanged = bookOf(queryRunner).isRoleChanged || transaction?.settings.isRoleChanged === true
  const { hasCountedRows, hasWarnings } = queryRunnerBookOf(queryRunner)
  return areNamesMoved(queryRunner, transaction) || isRoleChanged || hasCountedRows || hasWarnings
}
