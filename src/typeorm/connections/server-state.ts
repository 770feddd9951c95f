import type { QueryRunner } from 'typeorm'
import { dataSourceOf } from '../data-source-of'

/** MySQL's SERVER_STATUS_IN_TRANS. */
const IN_TRANSACTION = 1

/**
 * Whether a transaction is open on the connection, by what the server itself has said last: some begin and end without
 * a word in the text of a statement. `undefined` where the driver doesn't tell.
 * @param answer the driver's answer to a statement, just received
 */
export function isTransactionOpen(queryRunner: QueryRunner, answer?: unknown): boolean | undefined {
  const { databaseConnection } = queryRunner as unknown as { databaseConnection?: PostgresClient }
  const status = databaseConnection?.getTransactionStatus?.()
  if (typeof status === 'string') return status !== 'I'
  const { serverStatus } = (lastOf(answer) ?? {}) as { serverStatus?: unknown }
  if (typeof serverStatus === 'number') return (serverStatus & IN_TRANSACTION) !== 0
  const { driver } = dataSourceOf(queryRunner) as { driver?: { databaseConnection?: { inTransaction?: unknown } } }
  const inTransaction = driver?.databaseConnection?.inTransaction
  return typeof inTransaction === 'boolean' ? inTransaction : undefined
}

/** Several statements in one text have several answers. */
function lastOf(answer: unknown): unknown {
  return Array.isArray(answer) ? (answer.at(-1) as unknown) : answer
}

interface PostgresClient {
  /** `I` idle, `T` in a transaction, `E` in a failed one; nothing before the first answer, and in older versions of pg. */
  readonly getTransactionStatus?: () => unknown
}
