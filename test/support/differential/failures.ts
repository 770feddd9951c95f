import { QueryFailedError } from 'typeorm'

interface DriverError {
  readonly code?: unknown
  readonly sqlState?: unknown
  readonly message?: unknown
}

function driverError(error: unknown): DriverError | undefined {
  return error instanceof QueryFailedError ? (error.driverError as DriverError) : undefined
}

/** Whether the database has refused a statement, and not TypeORM. */
export function isRefusal(error: unknown): boolean {
  return driverError(error) !== undefined
}

/**
 * Whether an operation failed in a way that operations are meant to fail in. What fails otherwise tests nothing, and
 * would go unnoticed.
 */
export function isMeant(error: unknown): boolean {
  const { code, message } = driverError(error) ?? {}
  if (typeof code === 'string' && meant.test(code)) return true
  const text = typeof message === 'string' ? message : String(error)
  return meantTexts.test(text)
}

/**
 * PostgreSQL: constraints (23), an aborted transaction and none at all (25P), a savepoint that is gone (3B), a truncated
 * table that others refer to (0A000), a conflict that meets a row twice (21000), a MERGE that does.
 */
const meant =
  /^(23\d{3}|25P0[12]|3B001|0A000|21000|ER_DUP_ENTRY|ER_NO_REFERENCED_ROW_2|ER_ROW_IS_REFERENCED_2|ER_BAD_NULL_ERROR|ER_FOREIGN_DUPLICATE_KEY\w*|ER_TRUNCATE_ILLEGAL_FK|ER_SP_DOES_NOT_EXIST|ER_NO_DEFAULT_FOR_FIELD|SQLITE_CONSTRAINT\w*)$/

/** sql.js has no codes, nor has TypeORM where it misses the id of a row that was ignored. */
const meantTexts = /entity id is not set|constraint failed|no such savepoint|cannot (commit|rollback) - no transaction/
