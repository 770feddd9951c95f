import type { DataSource, EntityManager } from 'typeorm'
import { Alkey, type AlkeyEvents, InvalidOptionError } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { openDataSource } from '../../support/databases/data-source'
import { isPooled } from '../../support/databases/under-test'
import { Customer, Order, Product, shopEntities } from '../../support/entities/shop'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { connectRedis, sharedRedis } from '../../support/redis/redis'
import { eventually } from '../../support/waiting/eventually'
import { found } from '../../support/watching/found-queries'
import { heard } from '../../support/watching/heard-events'

// TypeORM's own cache, with results that change by themselves.

const options = sharedRedis()
let dataSource: DataSource
let alkey: Alkey
let tenant: string
let uncached: AlkeyEvents['uncachedQuery'][]

useAttachedShop((attached) => ({ dataSource, alkey } = attached), {
  alkey: options,
  cache: { vary: () => tenant },
  once: () => alkey.on('uncachedQuery', (event) => uncached.push(event)),
})

beforeEach(() => {
  tenant = 'first'
  uncached = []
})

const products = (manager = dataSource.manager): Promise<Product[]> =>
  manager.find(Product, { order: { id: 'ASC' }, cache: true })
const reprice = (price: number, manager = dataSource.manager): Promise<unknown> => manager.update(Product, 1, { price })

async function rolledBack(work: (manager: EntityManager) => Promise<unknown>): Promise<void> {
  const onPurpose = new Error('on purpose')
  const run = async (manager: EntityManager): Promise<never> => {
    await work(manager)
    throw onPurpose
  }
  const transaction = isPooled ? dataSource.transaction('READ COMMITTED', run) : dataSource.transaction(run)
  await expect(transaction).rejects.toBe(onPurpose)
}

test('entities and their dates come back as TypeORM makes them', async () => {
  await dataSource.manager.softDelete(Order, 1)
  const orders = (): Promise<Order[]> =>
    dataSource.manager.find(Order, { withDeleted: true, order: { id: 'ASC' }, cache: true })
  const [missed] = await orders()
  const [hit] = await orders()
  expect(hit).toBeInstanceOf(Order)
  expect(hit).toEqual(missed)
  expect(hit?.deletedAt).toBeInstanceOf(Date)
})

test('queries with other parameters, ids and variants are other ones', async () => {
  const by = (name: string, id?: string): Promise<Product[]> =>
    dataSource.manager.find(Product, { where: { name }, cache: id === undefined ? true : { id, milliseconds: 60_000 } })
  await by('tea')
  expect(await found(alkey, () => by('cake'))).toBe('missed')
  expect(await found(alkey, () => by('tea', 'teas'))).toBe('missed')
  tenant = 'second'
  expect(await found(alkey, () => by('tea'))).toBe('missed')
  tenant = 'first'
  expect(await found(alkey, () => by('tea'))).toBe('found')
})

test('a result is kept for as long as is said', async () => {
  const run = (): Promise<unknown> => dataSource.manager.find(Product, { cache: 20 })
  await run()
  await eventually(async () => {
    expect(await found(alkey, run)).toBe('missed')
  })
})

describe('clear and remove', () => {
  const withId = (id: string): Promise<unknown> =>
    dataSource.manager.find(Product, { cache: { id, milliseconds: 60_000 } })
  const page = (): Promise<unknown> =>
    dataSource.manager.createQueryBuilder(Customer, 'customer').cache('first page', 60_000).getManyAndCount()

  test('remove forgets the queries with an id, and no others', async () => {
    await withId('a')
    await withId('b')
    await page()
    await dataSource.queryResultCache?.remove(['a', 'first page'])
    expect(await found(alkey, () => withId('a'))).toBe('missed')
    expect(await found(alkey, () => withId('b'))).toBe('found')
    expect(await found(alkey, page)).toBe('missed')
  })

  test('clear forgets all of them, and nothing else that is in Redis', async () => {
    const redis = await connectRedis()
    await redis.set(`${options.namespace}:mine`, 'kept')
    await withId('a')
    await products()
    const key = await alkey.keyGenerator(Product)
    await dataSource.queryResultCache?.clear()
    expect(await found(alkey, () => withId('a'))).toBe('missed')
    expect(await found(alkey, () => products())).toBe('missed')
    expect(await alkey.keyGenerator(Product)).toBe(key)
    expect(await redis.get(`${options.namespace}:mine`)).toBe('kept')
    await redis.quit()
  })
})

describe('a transaction', () => {
  test('that has written neither finds nor fills', async () => {
    await products()
    let own: number | undefined
    await rolledBack(async (manager) => {
      await reprice(100, manager)
      own = (await products(manager))[0]?.price
    })
    expect(own).toBe(100)
    expect((await products())[0]?.price).toBe(0)
  })

  if (isPooled) {
    test('that has not written finds and fills', async () => {
      await rolledBack((manager) => products(manager))
      expect(await found(alkey, () => rolledBack((manager) => products(manager)))).toBe('found')
    })

    test('that sees an older state neither finds nor fills', async () => {
      await dataSource.transaction('REPEATABLE READ', async (manager) => {
        await manager.query('SELECT 1 FROM products')
        await reprice(100)
        expect((await products(manager))[0]?.price).toBe(0)
      })
      expect((await products())[0]?.price).toBe(100)
    })

    test('that locks rows neither finds nor fills', async () => {
      const locked = (manager: EntityManager): Promise<unknown> =>
        manager.find(Product, { lock: { mode: 'pessimistic_write' }, cache: true })
      expect(await found(alkey, () => rolledBack(locked))).toBe('0 found, 0 missed')
      expect(uncached).toEqual([])
    })
  }
})

test('queries of tables that no entity maps are not cached, and told of once', async () => {
  await dataSource.query('CREATE TABLE others (id INTEGER)')
  const others = (id: number): Promise<unknown> =>
    dataSource.manager
      .createQueryBuilder()
      .select('o.id', 'id')
      .from('others', 'o')
      .where('o.id = :id', { id })
      .cache(true)
      .getRawMany()
  for (const id of [1, 2, 3]) expect(await found(alkey, () => others(id))).toBe('0 found, 0 missed')
  const told = dataSource.options.type === 'better-sqlite3' || dataSource.options.type === 'sqljs' ? 3 : 1
  expect(uncached).toHaveLength(told)
  expect(uncached[0]?.reason).toContain('others')
  await dataSource.query('DROP TABLE others')
})

test('of queries that are the same and run at the same time one does', async () => {
  const sent: string[] = []
  const watcher = { beforeQuery: ({ query }: { query: string }) => void sent.push(query) }
  dataSource.subscribers.push(watcher)
  const answers = await Promise.all(Array.from({ length: 10 }, () => products()))
  dataSource.subscribers.splice(dataSource.subscribers.indexOf(watcher), 1)
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect(new Set(answers).size).toBe(10)
  expect(sent.filter((sql) => sql.startsWith('SELECT') && sql.includes('products'))).toHaveLength(1)
})

test('those who wait for a query that fails run it themselves', async () => {
  let count = 0
  const failing = {
    beforeQuery: ({ query }: { query: string }) => {
      if (query.includes('products') && query.startsWith('SELECT') && count++ === 0) throw new Error('on purpose')
    },
  }
  dataSource.subscribers.push(failing)
  const answers = await Promise.allSettled([products(), products(), products()])
  dataSource.subscribers.splice(dataSource.subscribers.indexOf(failing), 1)
  expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
})

test('a DataSource that is not attached caches nothing', async () => {
  expectWarnings(/A query with `cache: true` is not cached, because no DataSource is attached/)
  const other = new Alkey(sharedRedis())
  const unattached = await openDataSource(shopEntities, {
    cache: { provider: () => other.queryResultCache(), duration: 60_000 },
  })
  await unattached.manager.find(Product, { cache: true })
  expect(other.eventCounts).toMatchObject({ hit: 0, miss: 0 })
  await other.close()
})

test('the function itself is a provider, to which TypeORM hands the DataSource', async () => {
  const other = new Alkey(sharedRedis())
  const cached = await openDataSource(shopEntities, {
    cache: { provider: other.queryResultCache, duration: 60_000 },
  })
  other.attach(cached)
  const misses = heard(other, 'miss')
  for (let i = 0; i < 2; i++) await cached.manager.find(Product, { cache: true })
  expect([misses.length, other.eventCounts.hit]).toEqual([1, 1])
  await other.close()
})

test('options that are none are refused', () => {
  expect(() => alkey.queryResultCache({ very: 1 } as never)).toThrow(InvalidOptionError)
  expect(() => alkey.queryResultCache({ vary: 1 as never })).toThrow(/vary must be a function/)
})
