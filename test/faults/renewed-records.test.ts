import { Alkey, RedisTokenStore } from '../../src'
import { LEASE_MS, type RepairedShop, reprice, useRepairedShop } from '../support/attached/repaired-shop'
import { Product } from '../support/entities/shop'
import { expectWarnings } from '../support/harness/warnings/expect-warnings'
import { outages, unattached } from '../support/harness/warnings/expected'
import { connectRedis } from '../support/redis/redis'
import { eventually } from '../support/waiting/eventually'
import { changedBy } from '../support/watching/key-watch'

expectWarnings(outages, unattached)

// Records while their transaction goes on: repaired too early, evicted, or renewed when they are settled already.

let redis: RepairedShop['redis']
let dataSource: RepairedShop['dataSource']
let proxy: RepairedShop['proxy']
let writer: RepairedShop['writer']
let reader: RepairedShop['reader']
let namespace: RepairedShop['namespace']
let records: RepairedShop['records']
let available: RepairedShop['available']

useRepairedShop((shop) => ({ redis, dataSource, proxy, writer, reader, namespace, records, available } = shop))

test('a record that others have repaired during an outage is its writer’s again, and goes with the commit', async () => {
  await dataSource.transaction(async (manager) => {
    await reprice(manager)
    await eventually(async () => (await records()).length === 1)
    await proxy.cut()
    await eventually(() => reader.eventCounts.repaired > 0, { deadlineMs: 10_000 })
    expect(await records()).toHaveLength(1)
    await proxy.restore()
    await available()
    const { repaired } = reader.eventCounts
    await manager.query(`SELECT pg_sleep(${(4 * LEASE_MS) / 1_000})`)
    expect(reader.eventCounts.repaired).toBe(repaired)
  })
  expect(await records()).toEqual([])
})

test('a record that was evicted is written again while its writer lives', async () => {
  await dataSource.transaction(async (manager) => {
    await reprice(manager)
    await eventually(async () => (await records()).length === 1)
    const client = await connectRedis(redis.url)
    await client.unlink(await client.keys(`{${namespace}}:changed:*`))
    client.disconnect()
    await eventually(async () => (await records()).length === 1)
  })
  expect(await records()).toEqual([])
})

test('a record that was evicted when its writer died makes every key another one', async () => {
  const client = await connectRedis(redis.url)
  const parts = { 'some row': 'alkey:products#2', 'some text': 'text' }
  const changes = await changedBy(reader, parts, async () => {
    await client.zadd(`{${namespace}}:changes`, 1, 'dead')
    await eventually(() => reader.eventCounts.repaired + writer.eventCounts.repaired === 1)
  })
  expect(changes).toEqual(['some row', 'some text'])
  client.disconnect()
})

/** Its acknowledgement of a settled record comes after that of a renewal which was sent later. */
class LateAcknowledgements extends RedisTokenStore {
  readonly #renewed: (() => void)[] = []

  override async renew(changeSets: readonly string[], leaseMs: number): Promise<readonly string[]> {
    const waiting = this.#renewed.splice(0)
    const gone = await super.renew(changeSets, leaseMs)
    setImmediate(() => {
      for (const resolve of waiting) resolve()
    })
    return gone
  }

  override async settle(changeSet: string, identifiers: readonly string[]): Promise<void> {
    await super.settle(changeSet, identifiers)
    await new Promise<void>((resolve) => this.#renewed.push(resolve))
  }
}

test.each([
  ['transaction', () => dataSource.transaction(reprice)],
  ['statement', () => dataSource.manager.update(Product, 1, { price: 100 })],
])('the record of a %s is not written again by a renewal that finds it settled', async (_, write) => {
  const store = new LateAcknowledgements({ redis: redis.url, namespace })
  const late = new Alkey({ store, leaseMs: LEASE_MS })
  const detachLate = late.attach(dataSource)
  const open = dataSource.createQueryRunner()
  await open.startTransaction()
  await open.manager.save(Product, { id: 2, price: 100 })
  await write()
  // One of each Alkey on this data source.
  expect(await records()).toEqual([
    ['alkey:products#*', 'alkey:products#2'],
    ['alkey:products#*', 'alkey:products#2'],
  ])
  await open.rollbackTransaction()
  await open.release()
  detachLate()
  await late.close()
  await store.close()
})
