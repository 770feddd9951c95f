import type { QueryRunner } from 'typeorm'
import { connectionOf, dataSourceOf, soleConnectionOf } from '../versions'
import type { PostgresClient } from './servers/postgres-connection'

/** MySQL's SERVER_STATUS_IN_TRANS. */
const IN_TRANSACTION = 1

/**
 * Whether a transaction is open on the connection, by what the server itself has said last: some begin and end without
 * a word in the text of a statement. `undefined` where the driver doesn't tell.
 * @param answer the driver's answer to a statement, just received
 */
export function isTransactionOpen(queryRunner: QueryRunner, answer?: unknown): boolean | undefined {
  const status = (connectionOf(queryRunner) as PostgresClient | undefined)?.getTransactionStatus?.()
  if (typeof status === 'string') return status !== 'I'
  const { serverStatus } = (headerOf(answer) ?? {}) as { serverStatus?: unknown }
  if (typeof serverStatus === 'number') return (serverStatus & IN_TRANSACTION) !== 0
  const { inTransaction } = (soleConnectionOf(dataSourceOf(queryRunner)) ?? {}) as { inTransaction?: unknown }
  return typeof inTransaction === 'boolean' ? inTransaction : undefined
}

/**
 * The same where a refused statement may have ended the transaction and the driver only lets one try: sql.js begins
 * none within another. Nothing else can come in between.
 */
export function isOpenAfterRefusal(queryRunner: QueryRunner): boolean | undefined {
  const dataSource = dataSourceOf(queryRunner)
  const connection = soleConnectionOf(dataSource) as { exec(sql: string): unknown } | undefined
  if (dataSource.options.type !== 'sqljs' || !connection) return undefined
  try {
    connection.exec('BEGIN; END')
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
