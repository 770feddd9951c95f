import type { QueryRunner } from 'typeorm'
import type { EntityTable } from '../entities/entity-table'
import { tablePathOf } from '../entities/table-text'
import { dataSourceOf, isAwaitedBefore, soleConnectionOf } from '../versions'
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
  const rows = isAwaitedBefore(queryRunner)
    ? ((await ask(queryRunner, sql, parameters)) as Column[])
    : askAtOnce(queryRunner, sql, parameters)
  // Forgotten in between, the answer may be of before.
  if (!table.defaults.isOld) table.defaults.learn(rows.map(({ name }) => table.folded(name)))
}

interface Column {
  readonly name: string
}

/** Where nobody waits for an answer, in the turn in which the statement is sent; better-sqlite3 lets one. */
function askAtOnce(queryRunner: QueryRunner, sql: string, parameters: unknown[]): Column[] {
  return (soleConnectionOf(dataSourceOf(queryRunner)) as Connection).prepare(sql).all(...parameters)
}

interface Connection {
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
