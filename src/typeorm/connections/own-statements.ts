import { randomBytes } from 'node:crypto'
import type { QueryRunner } from 'typeorm'

/** Ends each statement of our own. Random, so that no text of the application's is taken for one. */
const MARK = ` /* alkey ${randomBytes(9).toString('base64url')} */`

/** Few statements of others end with it. */
const END = MARK.charCodeAt(MARK.length - 1)

/** Whether a statement was sent by `ask`, of whatever `Alkey`: no hook of ours has to do with it. */
export function isOwn(sql: string): boolean {
  return sql.charCodeAt(sql.length - 1) === END && sql.endsWith(MARK)
}

/** Sends a statement of our own, on the connection that the application uses. */
export function ask(queryRunner: QueryRunner, sql: string, parameters?: unknown[]): Promise<unknown> {
  return queryRunner.query(`${sql}${MARK}`, parameters)
}
