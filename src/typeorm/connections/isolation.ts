import type { QueryRunner } from 'typeorm'
import type { Settings } from '../../sql/settings-reader'
import { dataSourceOf } from '../data-source-of'
import { dialectOf } from '../dialect'
import { connectionOf } from './left-open'

/** The levels of transactions that are known. */
const levels = new WeakMap<object, string>()

/** What is known of a connection to MySQL, which doesn't tell the level of a transaction. */
interface Session {
  /** The level of transactions for which nothing else was said. */
  level?: string | undefined
  /** What was said for the next transaction. */
  next?: string | undefined
  /** Whether transactions begin without a word, with whatever is sent. */
  isImplicit?: boolean
}

const sessions = new WeakMap<object, Session>()

/**
 * Notes what is sent of how transactions are isolated.
 * @param transaction the one that is open
 * @param begins whether it begins one
 */
export function noteIsolation(
  { isolation, autocommit }: Settings,
  queryRunner: QueryRunner,
  transaction: object | undefined,
  begins: boolean,
): void {
  const dialect = dialectOf(dataSourceOf(queryRunner))
  // PostgreSQL takes another level until the first query, and is asked again; MySQL gives it to later transactions alone.
  if (isolation && transaction && dialect === 'postgres') levels.delete(transaction)
  if (dialect !== 'mysql') return
  const session = sessions.get(keyOf(queryRunner)) ?? {}
  if (isolation) {
    if (transaction && !levels.has(transaction)) levels.set(transaction, UNKNOWN)
    session.level = undefined
    session.next = isolation.of === 'next' ? isolation.level : session.next && UNKNOWN
    if (isolation.of === 'any') session.next = UNKNOWN
  } else if (session.next !== undefined && !begins) {
    // By the version of the server it may have been a transaction of its own, which has used that up.
    session.next = UNKNOWN
  }
  if (autocommit) session.isImplicit = autocommit === 'off'
  if (isolation || autocommit) sessions.set(keyOf(queryRunner), session)
}

/** A transaction has begun on the connection. */
export function noteBegin(queryRunner: QueryRunner, transaction: object): void {
  const session = sessions.get(keyOf(queryRunner))
  if (session?.next === undefined) return
  levels.set(transaction, session.next)
  session.next = undefined
}

/**
 * Whether a statement sees what is committed when it begins: no older state, and nothing that may still be rolled back.
 * Asks the server where it is not known, once for each transaction.
 *
 * @param transaction the one that the statement is in
 */
export async function seesCommitted(queryRunner: QueryRunner, transaction: object | undefined): Promise<boolean> {
  const dialect = dialectOf(dataSourceOf(queryRunner))
  if (!transaction) return dialect !== 'mysql' || seesCommittedAlone(queryRunner)
  if (dialect === 'sqlite') return false
  let level = levels.get(transaction)
  if (level === undefined) {
    level = dialect === 'mysql' ? await sessionLevel(queryRunner) : await levelInPostgres(queryRunner)
    levels.set(transaction, level)
  }
  // What PostgreSQL calls READ UNCOMMITTED is READ COMMITTED.
  return committed.test(level) || (dialect === 'postgres' && uncommitted.test(level))
}

/** Only MySQL shows others' open transactions outside of one, and only there one may have begun that nobody sees. */
async function seesCommittedAlone(queryRunner: QueryRunner): Promise<boolean> {
  if (beginsByItself(queryRunner)) return false
  return !uncommitted.test(await sessionLevel(queryRunner))
}

/** Whether transactions begin without a word on the connection, so that one is open after each statement. */
export function beginsByItself(queryRunner: QueryRunner): boolean {
  return sessions.get(keyOf(queryRunner))?.isImplicit ?? false
}

async function levelInPostgres(queryRunner: QueryRunner): Promise<string> {
  const [row] = (await queryRunner.query('SHOW transaction_isolation')) as { transaction_isolation: string }[]
  return row?.transaction_isolation ?? UNKNOWN
}

async function sessionLevel(queryRunner: QueryRunner): Promise<string> {
  const known = sessions.get(keyOf(queryRunner))
  if (known?.level !== undefined) return known.level
  // Its name depends on the version.
  const [row] = (await queryRunner.query(
    "SHOW SESSION VARIABLES WHERE Variable_name IN ('transaction_isolation', 'tx_isolation')",
  )) as { Value: string }[]
  const level = row?.Value ?? UNKNOWN
  sessions.set(keyOf(queryRunner), { ...sessions.get(keyOf(queryRunner)), level })
  return level
}

function keyOf(queryRunner: QueryRunner): object {
  return connectionOf(queryRunner) ?? queryRunner
}

const UNKNOWN = 'unknown'
const committed = /^read.committed$/i
const uncommitted = /^read.uncommitted$/i
