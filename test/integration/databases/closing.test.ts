import { Redis } from 'ioredis'
import type { DataSource } from 'typeorm'
import { Alkey, type AlkeyOptions, RedisTokenStore } from '../../../src'
import { closeAll, closeDataSource, openDataSource } from '../../support/databases/data-source'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { recordsIn } from '../../support/redis/records'
import { connectRedis, sharedRedis, uniqueNamespace } from '../../support/redis/redis'
import { sharedUrl } from '../../support/servers/shared-url'
import { changedBy } from '../../support/watching/key-watch'

expectWarnings(unattached)

// Writes between close() and destroy(), whichever comes first.

let dataSource: DataSource
/** As another process sees it. */
let other: Alkey
let namespace: string

beforeEach(async () => {
  dataSource = await openDataSource(shopEntities)
  await fillShop(dataSource)
  namespace = uniqueNamespace()
  other = new Alkey(sharedRedis(namespace))
})

afterEach(async () => {
  await closeAll()
  await other.close()
})

const changed = (work: () => Promise<unknown>): Promise<string[]> =>
  changedBy(other, { 'product 1': 'alkey:products#1', 'product 2': 'alkey:products#2' }, work)
const reprice = (id: number, manager = dataSource.manager): Promise<unknown> =>
  manager.update(Product, id, { price: 100 + id })

/** The connections to Redis that bear a name. */
async function connections(name: string): Promise<number> {
  const redis = await connectRedis()
  const list = (await redis.client('LIST')) as string
  await redis.quit()
  return list.split('\n').filter((line) => line.includes(` name=${name} `)).length
}

const named = (): AlkeyOptions => ({ ...sharedRedis(namespace), redis: { ...addressOf(), connectionName: namespace } })

function addressOf(): { host: string; port: number } {
  const { hostname, port } = new URL(sharedUrl('REDIS_URL'))
  return { host: hostname, port: Number(port) }
}

test('a write after close() changes keys for others', async () => {
  const alkey = new Alkey(named())
  alkey.attach(dataSource)
  expect(await alkey.close()).toEqual({ undelivered: [] })
  expect(await changed(() => reprice(1))).toEqual(['product 1'])
  expect(await changed(() => dataSource.transaction((manager) => reprice(2, manager)))).toEqual(['product 2'])
  expect(await recordsIn(namespace)).toEqual([])
  await expect(alkey.keyGenerator(Product)).rejects.toMatchObject({ code: 'ALKEY_CLOSED' })
})

test('a transaction that is open over close() changes keys with its commit', async () => {
  const alkey = new Alkey(named())
  alkey.attach(dataSource)
  const changes = await changed(() =>
    dataSource.transaction(async (manager) => {
      await reprice(1, manager)
      await alkey.close()
      await reprice(2, manager)
    }),
  )
  expect(changes).toEqual(['product 1', 'product 2'])
})

test('the connection is closed with the DataSource when that comes last', async () => {
  const alkey = new Alkey(named())
  alkey.attach(dataSource)
  await reprice(1)
  await alkey.close()
  expect(await connections(namespace)).toBe(1)
  await closeDataSource(dataSource)
  expect(await connections(namespace)).toBe(0)
  expect(Object.hasOwn(dataSource, 'destroy')).toBe(false)
})

test('the connection is closed with close() when that comes last, or nothing is attached', async () => {
  const alkey = new Alkey(named())
  alkey.attach(dataSource)
  await reprice(1)
  await closeDataSource(dataSource)
  expect(await connections(namespace)).toBe(1)
  await alkey.close()
  expect(await connections(namespace)).toBe(0)
  const unattached = new Alkey(named())
  await unattached.keyGenerator('alkey:products#1')
  expect(await connections(namespace)).toBe(1)
  await unattached.close()
  expect(await connections(namespace)).toBe(0)
})

test('detaching after close() closes the connection, too, and ends it for writes', async () => {
  const alkey = new Alkey(named())
  const detach = alkey.attach(dataSource)
  await reprice(1)
  await alkey.close()
  detach()
  expect(await changed(() => reprice(2))).toEqual([])
})

test('a given client is left alone, and a given store stays open', async () => {
  const client = new Redis(sharedUrl('REDIS_URL'))
  const store = new RedisTokenStore(sharedRedis(namespace))
  for (const [i, options] of [{ ...sharedRedis(namespace), redis: client }, { store }].entries()) {
    const alkey = new Alkey(options)
    const detach = alkey.attach(dataSource)
    await alkey.close()
    expect(await changed(() => reprice(i + 1))).toEqual([`product ${i + 1}`])
    detach()
  }
  expect(await client.ping()).toBe('PONG')
  await store.bump(['alkey:products#1'])
  client.disconnect()
  await store.close()
})

test('closing twice at the same time waits for the same', async () => {
  const alkey = new Alkey(named())
  alkey.attach(dataSource)
  expect(await Promise.all([alkey.close(), alkey.close()])).toEqual([{ undelivered: [] }, { undelivered: [] }])
})
