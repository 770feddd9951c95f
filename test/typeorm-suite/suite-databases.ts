import type { Database } from '../support/databases/database'
import { createMariaDbDatabase } from '../support/databases/mariadb'
import { createPostgresDatabase } from '../support/databases/postgres'
import { share, stopSharing } from '../support/harness/sharing'
import { findOrStartMariaDb, findOrStartPostgres } from '../support/servers/shared-servers'

/** What the suite runs on. */
export interface SuiteDatabases {
  /** The contents of TypeORM's `ormconfig.json`. */
  readonly configuration: readonly object[]
  drop(): Promise<void>
}

/** On servers, an empty database of the suite's own: it removes whatever it finds in it. */
export async function createSuiteDatabases(names: readonly string[]): Promise<SuiteDatabases> {
  const configuration: object[] = []
  const databases: Database[] = []
  const drop = async (): Promise<void> => {
    for (const database of databases) await database.drop()
    await stopSharing()
  }
  try {
    for (const name of names) {
      const create = creators[name]
      const database = await create?.()
      if (database) databases.push(database)
      configuration.push({ name, type: name, logging: false, skip: false, ...placeOf(name, database) })
    }
  } catch (error) {
    await drop()
    throw error
  }
  return { configuration, drop }
}

const creators: Readonly<Record<string, () => Promise<Database>>> = {
  postgres: async () => {
    await share('DATABASE_URL', findOrStartPostgres)
    return createPostgresDatabase()
  },
  mariadb: async () => {
    await share('MYSQL_URL', findOrStartMariaDb)
    return createMariaDbDatabase()
  },
}

/** Some tests read these options one by one, so that a URL would not do. */
function placeOf(name: string, database: Database | undefined): object {
  if (name === 'better-sqlite3') return { database: 'temp/better-sqlite3.db' }
  if (!database || !('url' in database.options)) return {}
  const { hostname, port, username, password, pathname } = new URL(database.options.url ?? '')
  return {
    host: hostname,
    port: Number(port || (name === 'postgres' ? 5432 : 3306)),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
  }
}
