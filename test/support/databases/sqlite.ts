import { join } from 'node:path'
import { dataParent } from '../servers/data-parent'
import { makeTemporaryDirectory, removeDirectory } from '../servers/temporary-directory'
import type { Database } from './database'

/** A file, so that it outlives the DataSource. */
export async function createBetterSqlite3Database(): Promise<Database> {
  const dir = await makeTemporaryDirectory('sqlite', dataParent())
  return {
    options: { type: 'better-sqlite3', database: join(dir, 'database'), prepareDatabase: forgoDurability },
    drop: () => removeDirectory(dir),
  }
}

/** In memory: it ends with the DataSource. */
export function createSqljsDatabase(): Promise<Database> {
  return Promise.resolve({ options: { type: 'sqljs' }, drop: () => Promise.resolve() })
}

export function forgoDurability(connection: { pragma(statement: string): unknown }): void {
  connection.pragma('synchronous = OFF')
}
