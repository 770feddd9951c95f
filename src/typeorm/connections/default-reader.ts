import type { QueryRunner } from 'typeorm'
import type { EntityTable } from '../entities/entity-table'
import { tablePathOf } from '../entities/table-text'
import { dataSourceOf, soleConnectionOf } from '../versions'
import { ask } from './own-statements'
import { quotedTable } from './parent-reader'

/**
 * Asks which columns of a table the database fills by itself where a statement leaves them out: by a default, by that of
 * their type, as an identity, or since it computes them. Entities need not say so.
 *
 * To be asked outside of transactions: an answer within one may fix what that sees.
 */
export async function readDefaults(queryRunner: QueryRunner, table: EntityTable): Promise<void> {
  // Until there is an answer nothing is known, and if there is none, for a while.
  table.defaults.learn(undefined)
  const { sql, parameters } = questionOf(table)
  const rows = (await ask(queryRunner, sql, parameters)) as Column[]
  // Forgotten in between, the answer may be of before.
  if (!table.defaults.isOld) learn(table, rows)
}

/**
 * The same where statements don't wait for hooks, on better-sqlite3, which answers at once. To be asked in the turn in which
 * the statement is sent: later, a transaction may have begun, or the connection may be closed.
 */
export function readDefaultsAtOnce(queryRunner: QueryRunner, table: EntityTable): void {
  table.defaults.learn(undefined)
  const connection = soleConnectionOf(dataSourceOf(queryRunner)) as Connection | undefined
  // On a closed connection the statement fails as well.
  if (!connection?.open) return
  const { sql, parameters } = questionOf(table)
  learn(table, connection.prepare(sql).all(...parameters))
}

function learn(table: EntityTable, rows: readonly Column[]): void {
  table.defaults.learn(rows.map(({ name }) => table.folded(name)))
}

interface Column {
  readonly name: string
}

interface Connection {
  readonly open: boolean
  prepare(sql: string): { all(...parameters: unknown[]): Column[] }
}

function questionOf(table: EntityTable): { sql: string; parameters: unknown[] } {
  const path = tablePathOf(table.metadatas[0])
  switch (table.dialect) {
    case 'postgres':
      return {
        sql:
          'SELECT a.attname::text AS name FROM pg_catalog.pg_attribute a ' +
          'JOIN pg_catalog.pg_type t ON t.oid = a.atttypid ' +
          'WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ' +
          "AND (a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL)",
        parameters: [quotedTable(table)],
      }
    case 'mysql':
      // What is not nullable gets a value of its type where the mode is not strict. MariaDB gives NULL as a text.
      return {
        sql:
          'SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS ' +
          'WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ? ' +
          "AND (IS_NULLABLE = 'NO' OR EXTRA LIKE '%GENERATED%' OR (COLUMN_DEFAULT IS NOT NULL " +
          "AND NOT (COLUMN_DEFAULT = 'NULL' AND VERSION() LIKE '%MariaDB%')))",
        parameters: [path.at(-2) ?? null, path.at(-1)],
      }
    case 'sqlite':
      return {
        sql: "SELECT name FROM pragma_table_xinfo(?, ?) WHERE hidden IN (2, 3) OR upper(dflt_value) <> 'NULL'",
        parameters: [path.at(-1), path.at(-2) ?? null],
      }
  }
}
