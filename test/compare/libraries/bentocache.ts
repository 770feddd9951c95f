import { openShop } from '../data-source'
import { loadPackage } from '../installed-packages'
import { type Library, type Places, TTL_MS } from '../library'
import { loadPage } from '../page'
import { DeletingSubscriber, keyOf } from '../subscriber'

interface Store {
  useL1Layer(driver: unknown): Store
  useL2Layer(driver: unknown): Store
  useBus(driver: unknown): Store
}

interface Bentocache {
  readonly bentostore: () => Store
  readonly BentoCache: new (options: { default: string; prefix: string; stores: Record<string, Store> }) => Bento
}

interface Bento {
  getOrSet<Value>(options: {
    readonly key: string
    readonly ttl: number
    readonly tags?: string[]
    readonly factory: () => Promise<Value>
  }): Promise<Value>
  delete(options: { readonly key: string }): Promise<unknown>
  disconnectAll(): Promise<unknown>
}

type Driver = (options: unknown) => unknown

export const bentocache: Library = {
  name: 'bentocache',
  setup:
    '`bento.getOrSet({ key, factory })` with both layers and the bus that its documentation shows (memory, Redis, Redis), and a subscriber that calls `bento.delete({ key })`.',
  packages: { bentocache: '1.6.1', ioredis: '5.11.1' },
  open: async (places) => {
    const bento = await openBento(places, 'memory, Redis and bus')
    const dataSource = await openShop(places.databaseUrl)
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

export async function openBento(
  { redisUrl, prefix, directory }: Omit<Places, 'databaseUrl'>,
  layers: 'memory, Redis and bus' | 'Redis',
): Promise<Bento> {
  const load = (name: string): Promise<unknown> => loadPackage(name, directory)
  const { BentoCache, bentostore } = (await load('bentocache')) as Bentocache
  const { memoryDriver } = (await load('bentocache/drivers/memory')) as { memoryDriver: Driver }
  const redis = (await load('bentocache/drivers/redis')) as { redisDriver: Driver; redisBusDriver: Driver }
  const { hostname: host, port, username, password } = new URL(redisUrl)
  const connection = { host, port: Number(port || 6379), username, password }
  const redisLayer = redis.redisDriver({ connection })
  const store =
    layers === 'Redis'
      ? bentostore().useL2Layer(redisLayer)
      : bentostore()
          .useL1Layer(memoryDriver({ maxItems: 1_000 }))
          .useL2Layer(redisLayer)
          .useBus(redis.redisBusDriver({ connection }))
  return new BentoCache({ default: 'pages', prefix, stores: { pages: store } })
}
