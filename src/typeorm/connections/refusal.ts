import type { SavepointStack } from '../../changes/savepoint-stack'
import type { Statement } from '../../sql/statement'
import { dataSourceOf } from '../data-source-of'
import { dialectOf } from '../dialect'
import type { AnsweredQueryEvent } from './query-events'
import type { SentStatement } from './sent-statements'

/** MySQL's ER_LOCK_DEADLOCK: the whole transaction was rolled back. */
const DEADLOCK = 1213

/** MySQL's ER_SP_DOES_NOT_EXIST, also for savepoints. */
const NO_SUCH_SAVEPOINT = 1305

/** Whether nothing is left of a text that the database has refused. */
export function isUndone(
  { sql, statements }: SentStatement,
  { queryRunner }: Pick<AnsweredQueryEvent, 'queryRunner'>,
): boolean {
  if (statements.some(({ kind }) => kind === 'unknown' || kind === 'everything')) return false
  switch (dialectOf(dataSourceOf(queryRunner))) {
    case 'postgres':
      // Several in one text are one transaction, unless they say otherwise.
      return statements.length === 1
        ? !isSeveral(sql) || !boundsTransaction(statements)
        : !boundsTransaction(statements)
    case 'mysql':
      return !isSeveral(sql) && !statements.some(commitsFirst)
    case 'sqlite':
      // It keeps the rows before the one that was in the way.
      return !/\bor\s+fail\b/i.test(sql)
  }
}

/** Whether a statement was refused in a way that has ended the transaction. */
export function hasEndedTransaction(
  { statements }: SentStatement,
  { error, query, queryRunner }: AnsweredQueryEvent,
): boolean {
  const { errno, message } = (error ?? {}) as { errno?: unknown; message?: unknown }
  switch (dialectOf(dataSourceOf(queryRunner))) {
    case 'postgres':
      // Whatever it refuses, nothing of the transaction can be committed any more.
      return statements.length === 1 && statements[0]?.kind === 'commit' && !isSeveral(query)
    case 'mysql':
      // A COMMIT that it can't read, or is interrupted in, leaves the transaction open.
      return errno === DEADLOCK
    case 'sqlite':
      // It doesn't always tell its state.
      return (
        /\bor\s+rollback\b/i.test(query) ||
        (typeof message === 'string' && message.includes('no transaction is active'))
      )
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

/** Whether the open transaction is, or may be, committed by the statement, at once or when it is prepared. */
export function mayCommit(statement: Statement): boolean {
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

/** Strings, quoted names and comments. */
const notStatements = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|\/\*[^]*?\*\/|--[^\n]*|#[^\n]*/g

/** A text with reads among its statements has more of them than those that do something. */
function isSeveral(sql: string): boolean {
  return /;\s*\S/.test(sql.replace(notStatements, ' '))
}
