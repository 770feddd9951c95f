import { openShop } from '../data-source'
import { loadPackage } from '../installed-packages'
import { type Library, type Places, TTL_MS } from '../library'
import { loadPage } from '../page'
import { DeletingSubscriber, keyOf } from '../subscriber'

interface CacheManager {
  readonly createCache: (options: { stores: readonly unknown[]; ttl: number }) => Cache
}

interface Cache {
  readonly wrap: <Value>(key: string, load: () => Promise<Value>) => Promise<Value>
  readonly del: (key: string) => Promise<unknown>
  readonly disconnect: () => Promise<unknown>
}

interface KeyvRedis {
  readonly createKeyv: (url: string, options: { namespace: string }) => unknown
}

export const cacheManager: Library = {
  name: 'cache-manager',
  setup: '`cache.wrap(key, load)` on a store of `@keyv/redis` and a subscriber that calls `cache.del(key)`.',
  packages: { 'cache-manager': '7.2.9', keyv: '5.6.0', '@keyv/redis': '5.1.6' },
  open: async (places) => {
    const cache = await openCacheManager(places)
    const dataSource = await openShop(places.databaseUrl)
    dataSource.subscribers.push(new DeletingSubscriber((key) => cache.del(key)))
    return {
      dataSource,
      read: (id) => cache.wrap(keyOf(id), () => loadPage(dataSource.manager, id)),
      close: async () => {
        await dataSource.destroy()
        await cache.disconnect()
      },
    }
  },
}

export async function openCacheManager({ redisUrl, prefix, directory }: Omit<Places, 'databaseUrl'>): Promise<Cache> {
  const { createCache } = (await loadPackage('cache-manager', directory)) as CacheManager
  const { createKeyv } = (await loadPackage('@keyv/redis', directory)) as KeyvRedis
  return createCache({ stores: [createKeyv(redisUrl, { namespace: prefix })], ttl: TTL_MS })
}
