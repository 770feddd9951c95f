import { openShop } from '../data-source'
import { loadPackage } from '../installed-packages'
import { type Library, TTL_MS } from '../library'
import { loadPage } from '../page'
import { DeletingSubscriber, keyOf } from '../subscriber'

interface Store {
  useL1Layer(driver: unknown): Store
  useL2Layer(driver: unknown): Store
  useBus(driver: unknown): Store
}

interface Bentocache {
  readonly bentostore: () => Store
  readonly BentoCache: new (options: { default: string; prefix: string; stores: Record<string, Store> }) => {
    getOrSet(options: { key: string; ttl: number; factory: () => Promise<string> }): Promise<string>
    delete(options: { key: string }): Promise<unknown>
    disconnectAll(): Promise<unknown>
  }
}

type Driver = (options: unknown) => unknown

export const bentocache: Library = {
  name: 'bentocache',
  setup:
    '`bento.getOrSet({ key, factory })` with both layers and the bus that its documentation shows (memory, Redis, Redis), and a subscriber that calls `bento.delete({ key })`.',
  packages: { bentocache: '1.6.1', ioredis: '5.11.1' },
  open: async ({ databaseUrl, redisUrl, prefix, directory }) => {
    const load = (name: string): Promise<unknown> => loadPackage(name, directory)
    const { BentoCache, bentostore } = (await load('bentocache')) as Bentocache
    const { memoryDriver } = (await load('bentocache/drivers/memory')) as { memoryDriver: Driver }
    const redis = (await load('bentocache/drivers/redis')) as { redisDriver: Driver; redisBusDriver: Driver }
    const { hostname: host, port, username, password } = new URL(redisUrl)
    const connection = { host, port: Number(port || 6379), username, password }
    const store = bentostore()
      .useL1Layer(memoryDriver({ maxItems: 1_000 }))
      .useL2Layer(redis.redisDriver({ connection }))
      .useBus(redis.redisBusDriver({ connection }))
    const bento = new BentoCache({ default: 'pages', prefix, stores: { pages: store } })
    const dataSource = await openShop(databaseUrl)
    dataSource.subscribers.push(new DeletingSubscriber((key) => bento.delete({ key })))
    return {
      dataSource,
      read: (id) => bento.getOrSet({ key: keyOf(id), ttl: TTL_MS, factory: () => loadPage(dataSource.manager, id) }),
      close: async () => {
        await dataSource.destroy()
        await bento.disconnectAll()
      },
    }
  },
}
