import type { QueryRunner } from 'typeorm'
import { dataSourceOf } from '../versions'

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
  const { serverStatus } = (headerOf(answer) ?? {}) as { serverStatus?: unknown }
  if (typeof serverStatus === 'number') return (serverStatus & IN_TRANSACTION) !== 0
  const { driver } = dataSourceOf(queryRunner) as { driver?: { databaseConnection?: { inTransaction?: unknown } } }
  const inTransaction = driver?.databaseConnection?.inTransaction
  return typeof inTransaction === 'boolean' ? inTransaction : undefined
}

/**
 * The same where a refused statement may have ended the transaction and the driver only lets one try: sql.js begins
 * none within another. Nothing else can come in between.
 */
export function isOpenAfterRefusal(queryRunner: QueryRunner): boolean | undefined {
  const { driver, options } = dataSourceOf(queryRunner) as {
    options: { type: string }
    driver: { databaseConnection?: { exec(sql: string): unknown } }
  }
  if (options.type !== 'sqljs' || !driver.databaseConnection) return undefined
  try {
    driver.databaseConnection.exec('BEGIN; END')
    return false
  } catch {
    return true
  }
}

/**
 * What mysql2 says of a statement without rows; of several statements in one text, the last. The last element of an
 * array may also be a row, whose columns have any names: rows are plain objects, or arrays.
 */
function headerOf(answer: unknown): unknown {
  if (!Array.isArray(answer)) return answer
  const last: unknown = answer.at(-1)
  const isRow = Array.isArray(last) || !(last instanceof Object) || Object.getPrototypeOf(last) === Object.prototype
  return isRow ? undefined : last
}

interface PostgresClient {
  /** `I` idle, `T` in a transaction, `E` in a failed one; nothing before the first answer, and in older versions of pg. */
  readonly getTransactionStatus?: () => unknown
}
