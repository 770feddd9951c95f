import type { DataSource, QueryRunner } from 'typeorm'
import { dataSourceOf } from './data-source-of'

const embedded: readonly DataSource['options']['type'][] = [
  'better-sqlite3',
  'sqljs',
  'expo',
  'cordova',
  'react-native',
  'nativescript',
  'capacitor',
]

/**
 * Whether other flows use the same database connection at the same time, and so see what is not committed. Pools lend
 * a client to one query runner, and such a client can be given back; an embedded database, or PGlite behind the
 * PostgreSQL driver, has one connection for everybody.
 */
export function isSharedConnection(queryRunner: QueryRunner): boolean {
  const { type } = dataSourceOf(queryRunner).options
  if (embedded.includes(type) || (type as string) === 'sqlite') return true
  if (type !== 'postgres') return false
  const { databaseConnection } = queryRunner as unknown as { databaseConnection?: { release?: unknown } }
  return databaseConnection !== undefined && typeof databaseConnection.release !== 'function'
}
