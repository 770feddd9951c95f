import type { QueryRunner } from 'typeorm'
import { connectionOf, dataSourceOf } from '../versions'
import { isEmbedded } from '../embedded'

/**
 * Whether other flows use the same database connection at the same time, and so see what is not committed. Pools lend
 * a client to one query runner, and such a client can be given back; an embedded database, or PGlite behind the
 * PostgreSQL driver, has one connection for everybody.
 */
export function isSharedConnection(queryRunner: QueryRunner): boolean {
  const dataSource = dataSourceOf(queryRunner)
  if (isEmbedded(dataSource)) return true
  if (dataSource.options.type !== 'postgres') return false
  const connection = connectionOf(queryRunner) as { release?: unknown } | undefined
  return connection !== undefined && typeof connection.release !== 'function'
}
