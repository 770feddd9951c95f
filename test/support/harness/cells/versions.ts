import type { DatabaseName } from '../../databases/database'

const scope = globalThis as { alkeyDatabaseVersions?: Partial<Record<DatabaseName, string>> }

/** Tells the reporter the version of a database's server. A global, because Jest loads setups and reporters apart. */
export function announceVersion(database: DatabaseName, version: string | undefined): void {
  // Without what distributions append to it.
  const [number] = /^[\d.]+/.exec(version ?? '') ?? []
  scope.alkeyDatabaseVersions = { ...scope.alkeyDatabaseVersions, [database]: number }
}
