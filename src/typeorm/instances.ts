import type { DataSource, EntityManager } from 'typeorm'
import { InvalidOptionError, show } from '../errors'

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

/** The message leaves out what an object holds, since a DataSource holds a lot. @throws InvalidOptionError */
export function checkEntityManager(given: unknown): asserts given is EntityManager {
  if (isEntityManager(given)) return
  const kind = isDataSource(given) ? 'a DataSource' : typeof given === 'object' ? 'another object' : show(given)
  throw new InvalidOptionError(
    `The manager must be an EntityManager of TypeORM, not ${kind}. Pass the one that dataSource.transaction() gives, or ` +
      'dataSource.manager.',
  )
}
