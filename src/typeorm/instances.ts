import type { DataSource, EntityManager } from 'typeorm'

// Told by what they have, since an application may have loaded TypeORM twice.

export function isDataSource(value: unknown): value is DataSource {
  return typeof value === 'object' && value !== null && 'isInitialized' in value && 'subscribers' in value
}

/** sql.js has a manager of its own kind. */
const managers: readonly unknown[] = ['EntityManager', 'SqljsEntityManager'].map((name) => Symbol.for(name))

export function isEntityManager(value: unknown): value is EntityManager {
  if (typeof value !== 'object' || value === null) return false
  try {
    return '@instanceof' in value && managers.includes(value['@instanceof'])
  } catch {
    // What can't be asked, as a revoked proxy.
    return false
  }
}
