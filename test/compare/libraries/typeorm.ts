import { openShop } from '../data-source'
import { type CacheOption, type Library, type Places, TTL_MS } from '../library'
import { loadPage } from '../page'
import { DeletingSubscriber, keyOf } from '../subscriber'

function optionOf({ redisUrl, prefix }: Places): CacheOption {
  const { hostname: host, port, username, password } = new URL(redisUrl)
  return { type: 'ioredis', options: { host, port: Number(port || 6379), username, password, keyPrefix: `${prefix}:` } }
}

export const typeormCache: Library = {
  name: 'TypeORM `cache: true`',
  setup:
    "TypeORM's own cache of query results, of type `ioredis`. It knows nothing but durations: an entry is served until its time is over.",
  packages: {},
  open: async (places) => {
    const dataSource = await openShop(places.databaseUrl, optionOf(places))
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
    const dataSource = await openShop(places.databaseUrl, optionOf(places))
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
