import { Redis } from 'ioredis'
import type { DataSource, FindManyOptions } from 'typeorm'
import { Alkey, type AlkeyOptions, ref } from '../../src'
import { openBento } from '../compare/libraries/bentocache'
import { openCacheManager } from '../compare/libraries/cache-manager'
import { typeormCacheOption } from '../compare/libraries/typeorm'
import { type Places, TTL_MS } from '../compare/library'
import { Item, Line, openItems } from './mixed-entities'

/** A program that reads items, each through one kind of cache, and deletes what it has cached after it has written. */
export interface MixedCache {
  readonly dataSource: DataSource
  readonly read: (id: number) => Promise<Item>
  readonly remove: (id: number) => Promise<unknown>
  readonly close: () => Promise<unknown>
}

type Open = (places: Places) => Promise<MixedCache>

/** By name. The first one is the floor. */
export const mixedCaches: Readonly<Record<string, Open>> = {
  'no cache': async ({ databaseUrl }) => {
    const dataSource = await openItems(databaseUrl)
    return { dataSource, read: (id) => load(dataSource, id), remove: nothing, close: nothing }
  },
  remember: (places) => openAlkey(places, {}),
  localValues: (places) => openAlkey(places, { localValues: { maxBytes: 64 * 2 ** 20 } }),
  'by hand after commit': async ({ databaseUrl, redisUrl, prefix }) => {
    const [dataSource, redis] = [await openItems(databaseUrl), new Redis(redisUrl)]
    const keyFor = (id: number): string => `${prefix}:${id}`
    const read = async (id: number): Promise<Item> => {
      const found = await redis.get(keyFor(id))
      if (found !== null) return JSON.parse(found) as Item
      const item = await load(dataSource, id)
      await redis.set(keyFor(id), JSON.stringify(item), 'PX', TTL_MS)
      return item
    }
    return { dataSource, read, remove: (id) => redis.del(keyFor(id)), close: () => redis.quit() }
  },
  "TypeORM's own cache": async ({ databaseUrl, redisUrl, prefix }) => {
    const dataSource = await openItems(databaseUrl, typeormCacheOption(redisUrl, prefix))
    const read = (id: number): Promise<Item> => load(dataSource, id, { id: `item ${id}`, milliseconds: TTL_MS })
    const remove = async (id: number): Promise<unknown> => dataSource.queryResultCache?.remove([`item ${id}`])
    return { dataSource, read, remove, close: nothing }
  },
}

/** Those that have to be installed. */
export const installedCaches: Readonly<Record<string, Open>> = {
  bentocache: async (places) => {
    const bento = await openBento(places, 'memory, Redis and bus')
    const dataSource = await openItems(places.databaseUrl)
    return {
      dataSource,
      read: (id) => bento.getOrSet({ key: String(id), ttl: TTL_MS, factory: () => load(dataSource, id) }),
      remove: (id) => bento.delete({ key: String(id) }),
      close: () => bento.disconnectAll(),
    }
  },
  'cache-manager': async (places) => {
    const cache = await openCacheManager(places)
    const dataSource = await openItems(places.databaseUrl)
    return {
      dataSource,
      read: (id) => cache.wrap(String(id), () => load(dataSource, id)),
      remove: (id) => cache.del(String(id)),
      close: () => cache.disconnect(),
    }
  },
}

async function openAlkey(
  { databaseUrl, redisUrl, prefix }: Places,
  options: Pick<AlkeyOptions, 'localValues'>,
): Promise<MixedCache> {
  const dataSource = await openItems(databaseUrl)
  const alkey = new Alkey({ redis: redisUrl, namespace: prefix, ...options })
  alkey.attach(dataSource)
  const read = (id: number): Promise<Item> =>
    alkey.remember([ref(Item, id), Line, 'page'], () => load(dataSource, id), { ttl: TTL_MS })
  return { dataSource, read, remove: nothing, close: () => alkey.close() }
}

async function load({ manager }: DataSource, id: number, cache: FindManyOptions['cache'] = false): Promise<Item> {
  return manager.findOneOrFail(Item, { where: { id }, relations: { lines: true }, cache })
}

function nothing(): Promise<void> {
  return Promise.resolve()
}
