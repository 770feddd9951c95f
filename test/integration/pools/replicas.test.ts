import { DataSource, type DataSourceOptions } from 'typeorm'
import { requestKeys } from '../../../src/http'
import { Alkey, InvalidOptionError, ref } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import type { Database } from '../../support/databases/database'
import { createDatabase } from '../../support/databases/under-test'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'
import { sharedRedis } from '../../support/redis/redis'
import { type Read, readingByHand, remembering } from '../../support/values/value-readers'

// A replica that lags behind: here another database, which is brought up to date by hand.

let primary: Database
let replica: Database
let direct: DataSource
let dataSource: DataSource
let alkey: Alkey

beforeAll(async () => {
  primary = await createDatabase()
  replica = await createDatabase()
  direct = await openDataSource(shopEntities, { on: replica })
  const own = await openDataSource(shopEntities, { on: primary })
  await fillShop(own)
})

afterAll(async () => {
  await closeAll()
  await primary.drop()
  await replica.drop()
})

beforeEach(async () => {
  await fillShop(direct)
})

afterEach(async () => {
  await dataSource.destroy()
  await alkey.close()
})

async function open(replicas: 'primary' | 'never-fill' | undefined): Promise<void> {
  const [master, slave] = [primary, replica].map(({ options }) => ({ url: (options as { url: string }).url }))
  alkey = new Alkey({ ...sharedRedis(), replicas })
  dataSource = new DataSource({
    type: primary.options.type,
    replication: { master, slaves: [slave] },
    entities: shopEntities,
    cache: { provider: () => alkey.queryResultCache(), duration: 60_000 },
  } as DataSourceOptions)
  await dataSource.initialize()
}

async function attach(replicas: 'primary' | 'never-fill'): Promise<void> {
  await open(replicas)
  alkey.attach(dataSource)
  await dataSource.manager.update(Product, 1, { price: 0 })
}

const find = async (): Promise<number> => (await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price
const price = (read: Read): Promise<number> => read([ref(Product, 1), 'price'], find)

/** Reads after a write that the replica doesn't have yet, and again when it has. */
async function readAround(read: Read): Promise<[behind: number, after: number]> {
  await dataSource.manager.update(Product, 1, { price: 100 })
  const behind = await price(read)
  await direct.manager.update(Product, 1, { price: 100 })
  return [behind, await price(read)]
}

test('by hand, what the replica had is stored and stays', async () => {
  await attach('never-fill')
  expect(await readAround(readingByHand(alkey))).toEqual([0, 0])
})

test('never-fill: what a replica had is not stored', async () => {
  await attach('never-fill')
  const reasons: string[] = []
  alkey.on('notStored', ({ reason }) => reasons.push(reason))
  expect(await readAround(remembering(alkey))).toEqual([0, 100])
  expect(reasons).toEqual(['replica', 'replica'])
})

test.each(['primary', 'never-fill'] as const)(
  '%s: a fragment of what a replica had is not stored',
  async (replicas) => {
    await attach(replicas)
    const render = (): Promise<string> =>
      requestKeys(alkey).then((keys) =>
        keys.run(async () => {
          const text = String(await find())
          return keys.cachedFragment([ref(Product, 1), 'card'], () => text)
        }),
      )
    await dataSource.manager.update(Product, 1, { price: 100 })
    const behind = await render()
    await direct.manager.update(Product, 1, { price: 100 })
    expect([behind, await render()]).toEqual(['0', '100'])
  },
)

test('primary: loads read the primary, and nobody else does', async () => {
  await attach('primary')
  const read = remembering(alkey)
  expect(await readAround(read)).toEqual([100, 100])
  await direct.manager.update(Product, 1, { price: 7 })
  expect(await find()).toBe(7)
  expect(await price(read)).toBe(100)
})

test('queries of a replica are not cached', async () => {
  await attach('primary')
  const cached = async (): Promise<number> =>
    (await dataSource.manager.findOneOrFail(Product, { where: { id: 1 }, cache: true })).price
  expect(await cached()).toBe(0)
  await direct.manager.update(Product, 1, { price: 100 })
  expect(await cached()).toBe(100)
})

test('attach refuses a DataSource with replicas of which nothing was said', async () => {
  await open(undefined)
  expect(() => alkey.attach(dataSource)).toThrow(InvalidOptionError)
  expect(() => alkey.attach(dataSource)).toThrow(/replicas: 'primary'/)
})
