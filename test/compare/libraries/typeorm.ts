import { openShop } from '../data-source'
import { type Library, TTL_MS } from '../library'
import { loadPage } from '../page'
import { DeletingSubscriber, keyOf } from '../subscriber'

/** TypeORM's own cache in a Redis. */
export function typeormCacheOption(redisUrl: string, prefix: string) {
  const { hostname: host, port, username, password } = new URL(redisUrl)
  const options = { host, port: Number(port || 6379), username, password, keyPrefix: `${prefix}:` }
  return { type: 'ioredis', options } as const
}

export const typeormCache: Library = {
  name: 'TypeORM `cache: true`',
  setup:
    "TypeORM's own cache of query results, of type `ioredis`. It knows nothing but durations: an entry is served until its time is over.",
  packages: {},
  open: async (places) => {
    const dataSource = await openShop(places.databaseUrl, typeormCacheOption(places.redisUrl, places.prefix))
    return {
      dataSource,
      read: (id) => loadPage(dataSource.manager, id, TTL_MS),
      close: () => dataSource.destroy(),
    }
  },
}

export const typeormCacheIds: Library = {
  name: 'TypeORM `cache: { id }`',
  setup: 'The same cache, with an `id` for each query and a subscriber that calls `queryResultCache.remove([id])`.',
  packages: {},
  open: async (places) => {
    const dataSource = await openShop(places.databaseUrl, typeormCacheOption(places.redisUrl, places.prefix))
    dataSource.subscribers.push(
      new DeletingSubscriber((key) => dataSource.queryResultCache?.remove([key]) ?? Promise.resolve()),
    )
    return {
      dataSource,
      read: (id) => loadPage(dataSource.manager, id, { id: keyOf(id), milliseconds: TTL_MS }),
      close: () => dataSource.destroy(),
    }
  },
}
