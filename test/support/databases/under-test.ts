import type { Database, DatabaseName } from './database'
import { createMariaDbDatabase } from './mariadb'
import { createPostgresDatabase } from './postgres'
import { createBetterSqlite3Database, createSqljsDatabase } from './sqlite'

/** What the Jest project says in its `globals`. */
const scope = globalThis as { alkeyDatabase?: DatabaseName; alkeyTypeorm?: '1' | '0.3' }

export const databaseUnderTest = scope.alkeyDatabase ?? 'postgres'
export const typeormUnderTest = scope.alkeyTypeorm ?? '1'

const creators: Record<DatabaseName, () => Promise<Database>> = {
  postgres: createPostgresDatabase,
  mariadb: createMariaDbDatabase,
  'better-sqlite3': createBetterSqlite3Database,
  sqljs: createSqljsDatabase,
}

export function createDatabase(name: DatabaseName = databaseUnderTest): Promise<Database> {
  return creators[name]()
}

/**
 * Whether each flow has a connection of its own. Otherwise all share one and its transactions, and keys that meet an
 * open transaction are uncacheable.
 */
export const isPooled = databaseUnderTest === 'postgres' || databaseUnderTest === 'mariadb'

/** Calls `define` where the database under test is one of these: elsewhere its tests don't exist. */
export function onDatabases(names: readonly DatabaseName[], define: () => void): void {
  if (names.includes(databaseUnderTest)) define()
}
