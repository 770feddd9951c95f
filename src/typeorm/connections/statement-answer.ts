import type { ObjectLiteral, QueryRunner } from 'typeorm'
import { dataSourceOf, soleConnectionOf } from '../versions'
import { dialectOf } from '../dialect'
import type { StatementAnswer } from '../reach/execution'
import { type CountQuery, bookOfConnection } from './connection-book'
import type { AnsweredQueryEvent } from './query-events'

/** The answer to a text of one statement. Each driver has its own shape. */
export function answerOf({
  rawResults,
  queryRunner,
}: Pick<AnsweredQueryEvent, 'rawResults' | 'queryRunner'>): StatementAnswer {
  const raw: unknown = rawResults
  if (raw === undefined || raw === null) return {}
  switch (dialectOf(dataSourceOf(queryRunner))) {
    case 'postgres': {
      const { rowCount, rows } = raw as { rowCount?: number | null; rows?: ObjectLiteral[] }
      return { count: rowCount ?? undefined, rows }
    }
    case 'mysql':
      return mysqlAnswer(raw)
    case 'sqlite':
      return embeddedAnswer(raw, queryRunner)
  }
}

function mysqlAnswer(raw: object): StatementAnswer {
  if (Array.isArray(raw)) return { rows: raw as ObjectLiteral[] }
  const { affectedRows, changedRows, insertId, info } = raw as Record<string, unknown>
  return {
    count: numeric(affectedRows),
    // Told of an UPDATE only: an INSERT has 0 here in any case.
    changed: typeof info === 'string' && info.includes('Changed:') ? numeric(changedRows) : undefined,
    firstId: insertId === 0 || insertId === '0' ? undefined : (insertId as number | string | undefined),
  }
}

function embeddedAnswer(raw: unknown, queryRunner: QueryRunner): StatementAnswer {
  const rows = Array.isArray(raw) && raw.length > 0 ? (raw as ObjectLiteral[]) : undefined
  const connection = soleConnectionOf(dataSourceOf(queryRunner)) as EmbeddedConnection | undefined
  if (connection?.getRowsModified) {
    const [row] = connection.exec?.('SELECT last_insert_rowid()') ?? []
    return { count: connection.getRowsModified(), rows, lastId: row?.values[0]?.[0] }
  }
  if (typeof connection?.prepare === 'function' && connection.inTransaction !== undefined) {
    const changes = countQueryOf(connection, connection.prepare).get() as { count: number | bigint }
    const lastId = typeof raw === 'number' || typeof raw === 'bigint' ? raw : undefined
    return { count: Number(changes.count), rows, lastId }
  }
  return { rows }
}

/** Prepared once for each connection. */
function countQueryOf(connection: EmbeddedConnection, prepare: (sql: string) => CountQuery): CountQuery {
  return (bookOfConnection(connection).countQuery ??= prepare.call(connection, 'SELECT changes() AS count'))
}

/** What better-sqlite3 and sql.js let one ask in the same turn, before another statement can come in between. */
interface EmbeddedConnection {
  /** better-sqlite3 only. */
  readonly inTransaction?: boolean
  readonly prepare?: (sql: string) => CountQuery
  /** sql.js only. */
  readonly getRowsModified?: () => number
  readonly exec?: (sql: string) => { values: number[][] }[]
}

function numeric(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
