import type { Redis } from 'ioredis'
import type { DataSource } from 'typeorm'
import { Alkey } from '../../src'
import { closeAll, openDataSource } from '../support/databases/data-source'
import { Product, shopEntities } from '../support/entities/shop'
import { fillShop } from '../support/entities/shop-rows'
import { connectRedis, uniqueNamespace } from '../support/redis/redis'
import type { Server } from '../support/servers/server'
import { startRedis } from '../support/servers/start-redis'
import { eventually } from '../support/waiting/eventually'
import { heard } from '../support/watching/heard-events'

// Redis is there and refuses: records that a crash would need, and bumps.

let redis: Server
let admin: Redis
let dataSource: DataSource
let alkey: Alkey

beforeAll(async () => {
  redis = await startRedis()
  admin = await connectRedis(redis.url)
  dataSource = await openDataSource(shopEntities)
})

afterAll(async () => {
  await closeAll()
  admin.disconnect()
  await redis.stop()
})

beforeEach(() => fillShop(dataSource))

afterEach(async () => {
  await admin.config('SET', 'maxmemory', '0')
  await admin.acl('SETUSER', 'default', '+@all')
  await alkey.close()
})

async function attach(onUnavailable: 'degrade' | 'reject'): Promise<void> {
  alkey = new Alkey({ redis: redis.url, namespace: uniqueNamespace(), deadlineMs: 10_000, onUnavailable })
  alkey.attach(dataSource)
  await alkey.keyGenerator(Product)
}

const reprice = (): Promise<unknown> => dataSource.manager.save(Product, { id: 1, price: 100 })
const priceOfTea = async (): Promise<number> => (await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price

test('a record that a full Redis refuses is told once, and the write goes on', async () => {
  await attach('degrade')
  const errors = heard(alkey, 'error')
  const before = await alkey.keyGenerator('alkey:products#1')
  await admin.config('SET', 'maxmemory', '1')
  for (let i = 0; i < 5; i++) await dataSource.manager.save(Product, { id: 1, price: 100 + i })
  expect(await priceOfTea()).toBe(104)
  expect(errors.map(({ error }) => error)).toEqual([
    expect.objectContaining({
      code: 'ALKEY_REFUSED',
      reply: 'OOM',
      command: expect.stringMatching(/^EVAL/) as unknown,
    }),
  ])
  expect(errors[0]?.error.message).toMatch(/while recording changes: (ERR .*)?OOM.*Raise maxmemory/)
  await admin.config('SET', 'maxmemory', '0')
  expect(await alkey.keyGenerator('alkey:products#1')).not.toBe(before)
})

test.each([
  ['a transaction', reprice],
  ['a statement', () => dataSource.manager.update(Product, 1, { price: 100 })],
])('%s whose record is refused is refused as well, where writes must be recorded', async (_, write) => {
  await attach('reject')
  const errors = heard(alkey, 'error')
  const before = await priceOfTea()
  await admin.config('SET', 'maxmemory', '1')
  await expect(write()).rejects.toMatchObject({
    code: 'ALKEY_UNAVAILABLE',
    cause: { code: 'ALKEY_REFUSED', reply: 'OOM' },
  })
  expect(await priceOfTea()).toBe(before)
  expect(errors).toHaveLength(1)
})

test('bumps that are refused are owed and told once, and made when they are allowed again', async () => {
  await attach('degrade')
  const errors = heard(alkey, 'error')
  const before = await alkey.keyGenerator('alkey:products#1')
  await admin.acl('SETUSER', 'default', '-unlink')
  for (let i = 0; i < 5; i++) await dataSource.manager.save(Product, { id: 1, price: 100 + i })
  expect(errors.map(({ error }) => error.message)).toEqual([
    expect.stringMatching(/^Redis refused UNLINK while bumping tokens: NOPERM/),
  ])
  expect(alkey.eventCounts).toMatchObject({ owed: 5, unavailable: 0 })
  expect(await alkey.keyGenerator.explain('alkey:products#1')).toMatchObject({ cacheable: false, reason: 'refused' })
  await admin.acl('SETUSER', 'default', '+unlink')
  await eventually(() => alkey.eventCounts.delivered > 0, { deadlineMs: 15_000 })
  const after = await alkey.keyGenerator('alkey:products#1')
  expect(alkey.isCacheable(after)).toBe(true)
  expect(after).not.toBe(before)
})
