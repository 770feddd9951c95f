import { AsyncLocalStorage } from 'node:async_hooks'
import type { DataSource, EntityManager, QueryRunner } from 'typeorm'
import { dataSourceBookOf } from '../connections/data-source-book'
import { dataSourceOf, soleQueryRunnerOf } from '../versions'

const persisting = new AsyncLocalStorage<boolean>()
const watched = new WeakSet<EntityManager>()
const methods = ['save', 'remove', 'softRemove', 'recover'] as const

/** Whether the caller may be at work in `save` or the like, which load what they compare with. */
export function mayPersist(queryRunner: QueryRunner): boolean {
  if (persisting.getStore() === true) return true
  // The manager of a query runner that was made before is not watched.
  return isAlwaysCached(dataSourceOf(queryRunner)) && !watched.has(queryRunner.manager)
}

/**
 * Watches the managers of a DataSource whose cache answers every query, those of `save` included: an old row among them
 * would have it take a change for none.
 */
export function watchPersistence(dataSource: DataSource): void {
  const book = dataSourceBookOf(dataSource)
  if (!isAlwaysCached(dataSource) || book.isPersistenceWatched) return
  book.isPersistenceWatched = true
  watchManager(dataSource.manager)
  const sole = soleQueryRunnerOf(dataSource)
  if (sole) watchManager(sole.manager)
  const create = dataSource.createEntityManager.bind(dataSource)
  dataSource.createEntityManager = (queryRunner) => watchManager(create(queryRunner))
}

function isAlwaysCached({ options: { cache } }: DataSource): boolean {
  return typeof cache === 'object' && cache.alwaysEnabled === true
}

function watchManager(manager: EntityManager): EntityManager {
  watched.add(manager)
  for (const name of methods) {
    const method = manager[name].bind(manager) as (...args: unknown[]) => Promise<unknown>
    Object.assign(manager, { [name]: (...args: unknown[]) => persisting.run(true, () => method(...args)) })
  }
  return manager
}
