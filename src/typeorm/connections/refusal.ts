import type { DataSource } from 'typeorm'
import type { SavepointStack } from '../../changes/savepoint-stack'
import type { Statement } from '../../sql/statement'
import { dataSourceOf } from '../versions'
import { dialectOf } from '../dialect'
import type { AnsweredQueryEvent } from './query-events'
import type { SentStatement } from './sent-statements'

/** MySQL's ER_LOCK_DEADLOCK: the whole transaction was rolled back. */
const DEADLOCK = 1213

/** MySQL's ER_SP_DOES_NOT_EXIST, also for savepoints. */
const NO_SUCH_SAVEPOINT = 1305

/**
 * Whether nothing is left of a text that the database has refused.
 * @param isSeveral whether it may be more than one statement
 * @param isOpen whether a transaction is open; `undefined` where the driver doesn't tell
 */
export function isUndone(
  { statements }: SentStatement,
  { error, queryRunner }: Pick<AnsweredQueryEvent, 'error' | 'queryRunner'>,
  isSeveral: boolean,
  isOpen: boolean | undefined,
): boolean {
  if (statements.some(({ kind }) => kind === 'unknown' || kind === 'everything')) return false
  const dataSource = dataSourceOf(queryRunner)
  switch (dialectOf(dataSource)) {
    case 'postgres':
      // Several in one text are one transaction, unless they say otherwise.
      return !isSeveral || !boundsTransaction(statements)
    case 'mysql':
      return !isSeveral && !statements.some(commitsFirst)
    case 'sqlite':
      return !isConflict(error, dataSource) || !statements.some((one) => mayKeepRows(one, isOpen))
  }
}

/**
 * Whether SQLite may have kept rows, or ended the transaction: by a conflict clause of the statement or of a column, or by
 * a trigger. What inserts one row keeps none.
 */
function mayKeepRows(statement: Statement, isOpen: boolean | undefined): boolean {
  if (statement.kind !== 'write') return false
  return statement.writes.some(({ verb, rows }) => {
    if (verb === 'define') return false
    return isOpen === undefined || verb !== 'insert' || rows?.length !== 1
  })
}

/** Whether SQLite has found a conflict: other errors take the whole statement back. */
function isConflict(error: unknown, { options }: DataSource): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  // Other drivers give no codes, or don't tell the state of the transaction, which some errors end.
  return options.type !== 'better-sqlite3' || (typeof code === 'string' && code.startsWith('SQLITE_CONSTRAINT'))
}

/** Whether a statement was refused in a way that has ended the transaction. */
export function hasEndedTransaction(
  { statements }: SentStatement,
  { error, queryRunner }: AnsweredQueryEvent,
  isSeveral: boolean,
  isOpen: boolean | undefined,
): boolean {
  const { errno, message } = (error ?? {}) as { errno?: unknown; message?: unknown }
  switch (dialectOf(dataSourceOf(queryRunner))) {
    case 'postgres':
      // Whatever it refuses, nothing of the transaction can be committed any more.
      return statements.length === 1 && statements[0]?.kind === 'commit' && !isSeveral
    case 'mysql':
      // A COMMIT that it can't read, or is interrupted in, leaves the transaction open.
      return errno === DEADLOCK
    case 'sqlite':
      return isOpen === undefined && typeof message === 'string' && message.includes('no transaction is active')
  }
}

/**
 * Whether the server no longer knows a savepoint that was made in the transaction: it has ended, though nothing said so.
 * In MySQL a statement that is refused may have committed first.
 */
export function hasLostSavepoint(
  { statements: [statement] }: SentStatement,
  { error }: AnsweredQueryEvent,
  savepoints: SavepointStack,
): boolean {
  if (statement?.kind !== 'release' && statement?.kind !== 'rollback-to') return false
  const { errno } = (error ?? {}) as { errno?: unknown }
  return errno === NO_SUCH_SAVEPOINT && savepoints.has(statement.name)
}

/** Whether the open transaction is committed before the statement is executed. */
export function commitsFirst(statement: Statement): boolean {
  return (statement.kind === 'write' || statement.kind === 'everything') && statement.commits
}

/**
 * Whether the open transaction is, or may be, committed by the statement, at once or when it is prepared.
 * @param begunBy the savepoint that has begun it, whose release commits
 */
export function mayCommit(statement: Statement, { begunBy }: { readonly begunBy: string | undefined }): boolean {
  if (statement.kind === 'release') return statement.name === begunBy
  return ['commit', 'begin', 'prepare', 'unknown'].includes(statement.kind) || commitsFirst(statement)
}

/** Whether a statement begins, ends or nests transactions. */
export function isTransactional(statement: Statement): boolean {
  if (statement.kind === 'write' || statement.kind === 'everything') return statement.commits
  return statement.kind !== 'unknown'
}

function boundsTransaction(statements: readonly Statement[]): boolean {
  return statements.some(isTransactional)
}
