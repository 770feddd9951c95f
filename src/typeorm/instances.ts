import type { DataSource, EntityManager } from 'typeorm'

// Told by what they have, since an application may have loaded TypeORM twice.

const dataSource: unknown = Symbol.for('DataSource')

/** Also of one that is being made, which has little more than its mark. */
export function isDataSource(value: unknown): value is DataSource {
  if (typeof value !== 'object' || value === null) return false
  try {
    if ('@instanceof' in value && value['@instanceof'] === dataSource) return true
    return 'isInitialized' in value && 'subscribers' in value
  } catch {
    // What can't be asked, as a revoked proxy.
    return false
  }
}

/** sql.js has a manager of its own kind. */
const managers: readonly unknown[] = ['EntityManager', 'SqljsEntityManager'].map((name) => Symbol.for(name))

export function isEntityManager(value: unknown): value is EntityManager {
  if (typeof value !== 'object' || value === null) return false
  try {
    return '@instanceof' in value && managers.includes(value['@instanceof'])
  } catch {
    return false
  }
}
