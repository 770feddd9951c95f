import type { DataSource, EntityManager } from 'typeorm'
import { Alkey, type AlkeyQueryResultCache, type QueryCacheEntry } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'
import { sharedRedis } from '../../support/redis/redis'

// With `alwaysEnabled` also the loads of `save` go through the cache. What another program has written is then a lost
// write: `save` compares with what it finds there, and takes the change for none.

/** A cache that answers whatever it has. */
class NaiveCache implements AlkeyQueryResultCache {
  readonly #results = new Map<string, QueryCacheEntry>()

  isExpired(): boolean {
    return false
  }

  async getFromCache({ query = '' }: QueryCacheEntry): Promise<QueryCacheEntry | undefined> {
    await this.connect()
    return this.#results.get(query)
  }

  async storeInCache(entry: QueryCacheEntry): Promise<void> {
    await this.connect()
    this.#results.set(entry.query ?? '', entry)
  }

  async connect(): Promise<void> {
    await Promise.resolve()
  }

  disconnect(): Promise<void> {
    return this.connect()
  }

  synchronize(): Promise<void> {
    return this.connect()
  }

  clear(): Promise<void> {
    return this.connect()
  }

  remove(): Promise<void> {
    return this.connect()
  }
}

let alkey: Alkey

beforeEach(() => {
  alkey = new Alkey(sharedRedis())
})

afterEach(async () => {
  await closeAll()
  await alkey.close()
})

/**
 * The name that a product has in the end: another program gives it one, and then it is saved with its old one.
 * @param attach gives the manager that saves
 */
async function savedName(
  provider: () => AlkeyQueryResultCache,
  attach: (dataSource: DataSource) => EntityManager,
): Promise<string | undefined> {
  const dataSource = await openDataSource(shopEntities, {
    cache: { alwaysEnabled: true, provider, duration: 60_000 },
  })
  const manager = attach(dataSource)
  await fillShop(dataSource)
  const save = (): Promise<unknown> => manager.save(Product, { id: 1, name: 'tea' })
  // Nothing is written, but what was loaded may stay in the cache.
  await save()
  await unseen(dataSource, "UPDATE products SET name = 'coffee' WHERE id = 1")
  await save()
  const [row] = await dataSource.query<{ name: string }[]>('SELECT name FROM products WHERE id = 1')
  return row?.name
}

/** By the driver itself, as another program would. */
async function unseen(dataSource: DataSource, sql: string): Promise<void> {
  const { databaseConnection } = dataSource.driver as { databaseConnection?: { exec?: (sql: string) => unknown } }
  if (databaseConnection?.exec) {
    databaseConnection.exec(sql)
    return
  }
  const queryRunner = dataSource.createQueryRunner()
  const client = (await queryRunner.connect()) as { query(sql: string, done: (error?: Error) => void): unknown }
  await new Promise<void>((resolve, reject) => {
    client.query(sql, (error) => {
      if (error) reject(error)
      else resolve()
    })
  })
  await queryRunner.release()
}

test('a naive cache loses the write', async () => {
  const cache = new NaiveCache()
  expect(
    await savedName(
      () => cache,
      ({ manager }) => manager,
    ),
  ).toBe('coffee')
})

test('ours does not answer save', async () => {
  const provider = (): AlkeyQueryResultCache => alkey.queryResultCache()
  const attach = (dataSource: DataSource): EntityManager => {
    alkey.attach(dataSource)
    return dataSource.manager
  }
  expect(await savedName(provider, attach)).toBe('tea')
})

test('nor that of a query runner from before attach', async () => {
  const provider = (): AlkeyQueryResultCache => alkey.queryResultCache()
  const attach = (dataSource: DataSource): EntityManager => {
    const { manager } = dataSource.createQueryRunner()
    alkey.attach(dataSource)
    return manager
  }
  expect(await savedName(provider, attach)).toBe('tea')
})

test('ours answers everybody else', async () => {
  const dataSource = await openDataSource(shopEntities, {
    cache: { alwaysEnabled: true, provider: () => alkey.queryResultCache(), duration: 60_000 },
  })
  alkey.attach(dataSource)
  await fillShop(dataSource)
  await dataSource.manager.find(Product)
  const { hit } = alkey.eventCounts
  await dataSource.manager.find(Product)
  expect(alkey.eventCounts.hit).toBe(hit + 1)
  await dataSource.manager.find(Product, { cache: false })
  expect(alkey.eventCounts.hit).toBe(hit + 1)
  await dataSource.manager.update(Product, 1, { price: 5 })
  expect((await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price).toBe(5)
})
