import type { QueryRunner } from 'typeorm'
import type { TransactionWithSettings } from '../../changes/transaction-settings'
import type { Settings } from '../../sql/settings/settings'
import type { EntityCatalog } from '../entities/entity-catalog'
import { bookOf } from './connection-book'
import { queryRunnerBookOf } from './query-runner-book'

/**
 * Notes what a statement sets.
 * @param transaction the one that it is known to be in
 * @param catalog of the tables that are mapped
 */
export function noteSettings(
  settings: Settings,
  queryRunner: QueryRunner,
  transaction: TransactionWithSettings | undefined,
  catalog: EntityCatalog,
): void {
  const { movesNames, isUnknown, changesRole, isLocal, temporary, renamesTables, countsRows } = settings
  const book = bookOf(queryRunner)
  const moved = isLocal && transaction ? transaction.settings : book
  if (temporary.length > 0) book.hasTemporaryTables = true
  const hidesTable = temporary.some((path) => catalog.written(path.slice(-1), true).length > 0)
  if (movesNames || hidesTable || (renamesTables && book.hasTemporaryTables)) moved.areNamesMoved = true
  if (isUnknown) book.areNamesDoubtful = true
  if (isUnknown && catalog.hasNamesakes) book.areNamesMoved = true
  if (changesRole) moved.isRoleChanged = true
  if (countsRows) queryRunnerBookOf(queryRunner).hasCountedRows = true
}

/** Notes whether MySQL has something to say of a statement. @param answer the driver's */
export function noteWarnings(queryRunner: QueryRunner, answer: unknown): void {
  const { warningStatus } = (answer ?? {}) as { warningStatus?: unknown }
  queryRunnerBookOf(queryRunner).hasWarnings = typeof warningStatus === 'number' && warningStatus > 0
}

/**
 * Whether a table's name may mean another mapped table on this connection, in that transaction, than by default. If it may
 * mean a table that no entity maps, which a statement of unknown effect can do, writes change too many keys at worst, and
 * parents are read where the write goes.
 */
export function areNamesMoved(queryRunner: QueryRunner, transaction: TransactionWithSettings | undefined): boolean {
  return bookOf(queryRunner).areNamesMoved || transaction?.settings.areNamesMoved === true
}

/** Whether a table's name may mean any other table there, so that the rows of a query are not those of the mapped one. */
export function mayNamesBeMoved(queryRunner: QueryRunner, transaction: TransactionWithSettings | undefined): boolean {
  return bookOf(queryRunner).areNamesDoubtful || areNamesMoved(queryRunner, transaction)
}

/** Whether nothing may be read for ourselves: it may be something else, be forbidden, or be noticed. */
export function mustNotRead(queryRunner: QueryRunner, transaction: TransactionWithSettings | undefined): boolean {
  const isRoleChanged = bookOf(queryRunner).isRoleChanged || transaction?.settings.isRoleChanged === true
  const { hasCountedRows, hasWarnings } = queryRunnerBookOf(queryRunner)
  return areNamesMoved(queryRunner, transaction) || isRoleChanged || hasCountedRows || hasWarnings
}
