import type { DataSource, QueryRunner } from 'typeorm'
import { openShop } from '../data-source'
import { type CacheOption, type Library, type Places, TTL_MS } from '../library'
import { loadPage } from '../page'
import { DeletingSubscriber, keyOf } from '../subscriber'

/** The table that TypeORM keeps results in, under the name that it has by default. */
const TABLE = 'query-result-cache'

/** TypeORM's own cache in a Redis. */
export function typeormCacheOption(redisUrl: string, prefix: string) {
  const { hostname: host, port, username, password } = new URL(redisUrl)
  const options = { host, port: Number(port || 6379), username, password, keyPrefix: `${prefix}:` }
  return { type: 'ioredis', options } as const
}

const inRedis = ({ redisUrl, prefix }: Places): CacheOption => typeormCacheOption(redisUrl, prefix)

const inDatabase = (): CacheOption => ({ type: 'database', tableName: TABLE })

export const typeormCache = typeormLibrary(
  'TypeORM `cache: true`',
  "TypeORM's own cache of query results, of type `ioredis`. It knows nothing but durations: an entry is served until its time is over.",
  inRedis,
  durationsAlone,
)

export const typeormCacheIds = typeormLibrary(
  'TypeORM `cache: { id }`',
  'The same cache, with an `id` for each query and a subscriber that calls `queryResultCache.remove([id])`.',
  inRedis,
  removedById,
)

export const typeormDatabase = typeormLibrary(
  'TypeORM `database`, `cache: true`',
  "TypeORM's own cache of type `database`, its default: a table of the same database.",
  inDatabase,
  durationsAlone,
)

export const typeormDatabaseIds = typeormLibrary(
  'TypeORM `database`, `cache: { id }`',
  'The same table, with an `id` for each query and a subscriber that calls `queryResultCache.remove([id], queryRunner)`, so that the writing transaction deletes the entry itself.',
  inDatabase,
  removedById,
)

/** How a page's queries are cached, by its id. */
type Caching = (id: number) => Parameters<typeof loadPage>[2]

function typeormLibrary(
  name: string,
  setup: string,
  optionOf: (places: Places) => CacheOption,
  cachingOf: (dataSource: DataSource) => Caching,
): Library {
  return {
    name,
    setup,
    packages: {},
    open: async (places) => {
      const dataSource = await openShop(places.databaseUrl, optionOf(places))
      await dataSource.queryResultCache?.synchronize()
      const caching = cachingOf(dataSource)
      return {
        dataSource,
        read: (id) => loadPage(dataSource.manager, id, caching(id)),
        isOfCache,
        close: () => dataSource.destroy(),
      }
    },
  }
}

function durationsAlone(): Caching {
  return () => TTL_MS
}

function removedById(dataSource: DataSource): Caching {
  const remove = async (key: string, queryRunner: QueryRunner): Promise<void> =>
    dataSource.queryResultCache?.remove([key], queryRunner)
  dataSource.subscribers.push(new DeletingSubscriber(remove))
  return (id) => ({ id: keyOf(id), milliseconds: TTL_MS })
}

function isOfCache(query: string): boolean {
  return query.includes(TABLE)
}
