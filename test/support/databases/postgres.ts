import { queryPostgres } from '../servers/postgres-query'
import { sharedUrl } from '../servers/shared-url'
import type { Database } from './database'
import { uniqueDatabaseName, urlOfDatabase } from './database-name'

export interface PostgresDatabase extends Database {
  readonly url: string
  /** May be called while clients are connected. */
  drop(): Promise<void>
}

/** On the shared server unless told otherwise. */
export async function createPostgresDatabase(serverUrl = sharedUrl('DATABASE_URL')): Promise<PostgresDatabase> {
  const name = uniqueDatabaseName()
  // Nobody can be connected to template0, and a connection to the template would be an error.
  await queryPostgres(serverUrl, `CREATE DATABASE ${name} TEMPLATE template0`)
  const url = urlOfDatabase(serverUrl, name)
  return { url, options: { type: 'postgres', url }, drop: () => drop(serverUrl, name) }
}

async function drop(serverUrl: string, name: string): Promise<void> {
  const [row] = await queryPostgres<{ version: number }>(
    serverUrl,
    `SELECT current_setting('server_version_num')::int AS version`,
  )
  if (row !== undefined && row.version >= 130_000) {
    await queryPostgres(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    return
  }
  await queryPostgres(serverUrl, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
  await queryPostgres(serverUrl, `DROP DATABASE IF EXISTS ${name}`)
}
