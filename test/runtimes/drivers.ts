import { createMariaDbDatabase } from '../support/databases/mariadb'
import { createPostgresDatabase } from '../support/databases/postgres'
import type { Database } from '../support/databases/database'
import type { ServerName } from '../support/harness/setups'
import type { RuntimeName } from './runtimes'

/** How the program reaches its database. */
export interface Driver {
  /** With what stands beside it. */
  readonly name: string
  readonly needs: readonly ServerName[]
  readonly create: () => Database | Promise<Database>
  /** What a runtime says that it can't be used with. */
  readonly unsupported?: Partial<Record<RuntimeName, string>>
}

export const drivers: readonly Driver[] = [
  { name: 'sql.js', needs: [], create: () => inMemory({ type: 'sqljs' }) },
  {
    name: 'better-sqlite3',
    needs: [],
    create: () => inMemory({ type: 'better-sqlite3', database: ':memory:' }),
    unsupported: { bun: "'better-sqlite3' is not yet supported in Bun", deno: 'which Deno does not support' },
  },
  { name: 'pg and Redis', needs: ['postgres', 'redis'], create: () => createPostgresDatabase() },
  { name: 'mysql2 and Redis', needs: ['mariadb', 'redis'], create: () => createMariaDbDatabase() },
]

function inMemory(options: Database['options']): Database {
  return { options, drop: () => Promise.resolve() }
}
