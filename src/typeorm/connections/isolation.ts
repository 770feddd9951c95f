import type { QueryRunner } from 'typeorm'
import type { TransactionWithSettings } from '../../changes/transaction-settings'
import type { Settings } from '../../sql/settings/settings'
import { dataSourceOf } from '../versions'
import { dialectOf } from '../dialect'
import { bookOf } from './connection-book'
import { ask } from './own-statements'

/**
 * Notes what is sent of how transactions are isolated.
 * @param transaction the one that is open
 * @param begins whether it begins one
 */
export function noteIsolation(
  { isolation, autocommit, movesIds }: Settings,
  queryRunner: QueryRunner,
  transaction: TransactionWithSettings | undefined,
  begins: boolean,
): void {
  const dialect = dialectOf(dataSourceOf(queryRunner))
  // PostgreSQL takes another level until the first query, and is asked again; MySQL gives it to later transactions alone.
  if (isolation && transaction && dialect === 'postgres') transaction.settings.level = undefined
  if (dialect !== 'mysql') return
  const { session } = bookOf(queryRunner)
  if (session.isNextUsed) {
    session.next = undefined
    session.isNextUncommitted = false
  }
  session.isNextUsed = false
  if (isolation) {
    if (transaction) transaction.settings.level ??= UNKNOWN
    if (isolation.of === 'session' && isolation.level !== UNKNOWN) session.level = isolation.level
    else if (isolation.of !== 'next') session.level = undefined
    session.next = isolation.of === 'next' ? isolation.level : session.next && UNKNOWN
    if (isolation.of === 'any') session.next = UNKNOWN
    if (isolation.of === 'next') session.isNextUncommitted = uncommitted.test(isolation.level)
  } else if (session.next !== undefined && !begins) {
    // By the version of the server it may have been a transaction of its own, which has used that up.
    session.next = UNKNOWN
  }
  if (autocommit) session.isImplicit = autocommit === 'off'
  if (movesIds) session.idStep = undefined
}

/** A transaction has begun on the connection. */
export function noteBegin(queryRunner: QueryRunner, transaction: TransactionWithSettings): void {
  const { session } = bookOf(queryRunner)
  if (session.next === undefined) return
  transaction.settings.level = session.next
  session.isNextUsed = true
}

/**
 * Whether a statement sees what is committed when it begins: no older state, and nothing that may still be rolled back.
 * Asks PostgreSQL where it is not known, once for each transaction, which leaves no trace there. MySQL's answer would take
 * the place of what the application may still ask its session for.
 *
 * @param transaction the one that the statement is in
 */
export async function seesCommitted(
  queryRunner: QueryRunner,
  transaction: TransactionWithSettings | undefined,
): Promise<boolean> {
  const dialect = dialectOf(dataSourceOf(queryRunner))
  if (!transaction) return dialect !== 'mysql' || seesCommittedAlone(queryRunner)
  if (dialect === 'sqlite') return false
  const level = await levelOf(queryRunner, transaction)
  // What PostgreSQL calls READ UNCOMMITTED is READ COMMITTED.
  return committed.test(level) || (dialect === 'postgres' && uncommitted.test(level))
}

/**
 * Whether a read of our own before a statement of the application's, in PostgreSQL, sees what that will see: it fixes no
 * snapshot, and is not one of those reads that a transaction can fail by.
 *
 * @param hasSnapshot whether the transaction has fixed its snapshot already, if it has only one
 */
export async function mayReadFirst(
  queryRunner: QueryRunner,
  transaction: TransactionWithSettings,
  hasSnapshot: boolean,
): Promise<boolean> {
  const level = await levelOf(queryRunner, transaction)
  return committed.test(level) || uncommitted.test(level) || (hasSnapshot && repeatable.test(level))
}

async function levelOf(queryRunner: QueryRunner, transaction: TransactionWithSettings): Promise<string> {
  const { settings } = transaction
  if (settings.level !== undefined) return settings.level
  if (dialectOf(dataSourceOf(queryRunner)) === 'mysql') {
    return (settings.level = bookOf(queryRunner).session.level ?? UNKNOWN)
  }
  settings.asking ??= levelInPostgres(queryRunner)
  try {
    return (settings.level = await settings.asking)
  } finally {
    settings.asking = undefined
  }
}

/** Only MySQL shows others' open transactions outside of one, and only there one may have begun that nobody sees. */
function seesCommittedAlone(queryRunner: QueryRunner): boolean {
  const { isImplicit, isNextUncommitted, level } = bookOf(queryRunner).session
  return isImplicit !== true && isNextUncommitted !== true && level !== undefined && !uncommitted.test(level)
}

/** Whether transactions begin without a word on the connection, so that one is open after each statement. */
export function beginsByItself(queryRunner: QueryRunner): boolean {
  return bookOf(queryRunner).session.isImplicit ?? false
}

/** How far apart MySQL gives the ids of rows of one INSERT on the connection; `undefined` when that is not known. */
export function idStepOf(queryRunner: QueryRunner): number | undefined {
  const { idStep } = bookOf(queryRunner).session
  return idStep === 'any' ? undefined : idStep
}

/**
 * Asks MySQL for what must be known of a connection before anything is sent on it: later, the answer would take the place
 * of what the application may still ask its session for.
 * @returns what the first statement must wait for, where the connection is not known yet
 */
export function askingSession(queryRunner: QueryRunner): (() => Promise<void>) | undefined {
  if (dialectOf(dataSourceOf(queryRunner)) !== 'mysql') return undefined
  const { level, idStep } = bookOf(queryRunner).session
  if (level !== undefined && idStep !== undefined) return undefined
  return async () => {
    const rows = (await ask(queryRunner, `SHOW SESSION VARIABLES WHERE Variable_name IN (${variables})`)) as Variable[]
    const values = new Map(rows.map(({ Variable_name, Value }) => [Variable_name, Value]))
    Object.assign(bookOf(queryRunner).session, {
      level: values.get('transaction_isolation') ?? values.get('tx_isolation'),
      isImplicit: values.get('autocommit') === 'OFF',
      // A cluster changes it while connections are open, as servers join.
      idStep: values.get('wsrep_on') === 'ON' ? 'any' : Number(values.get('auto_increment_increment')),
    })
  }
}

interface Variable {
  readonly Variable_name: string
  readonly Value: string
}

/** The name of the first depends on the version. */
const variables = "'transaction_isolation', 'tx_isolation', 'auto_increment_increment', 'wsrep_on', 'autocommit'"

async function levelInPostgres(queryRunner: QueryRunner): Promise<string> {
  const [row] = (await ask(queryRunner, 'SHOW transaction_isolation')) as { transaction_isolation: string }[]
  return row?.transaction_isolation ?? UNKNOWN
}

const UNKNOWN = 'unknown'
const committed = /^read.committed$/i
const uncommitted = /^read.uncommitted$/i
const repeatable = /^repeatable.read$/i
