import { randomUUID } from 'node:crypto'
import { sharedUrl } from './shared-url'
import { queryPostgres } from './servers/postgres-query'

export interface Database {
  readonly url: string
  drop(): Promise<void>
}

/** An empty database with a name of its own, on the shared server unless told otherwise. */
export async function createDatabase(serverUrl = sharedUrl('DATABASE_URL')): Promise<Database> {
  const name = `alkey_${randomUUID().replaceAll('-', '')}`
  // Nobody can be connected to template0, and a connection to the template would be an error.
  await queryPostgres(serverUrl, `CREATE DATABASE ${name} TEMPLATE template0`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => drop(serverUrl, name) }
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
