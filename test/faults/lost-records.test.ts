import type { DataSource, EntityManager } from 'typeorm'
import { Alkey, RedisTokenStore } from '../../src'
import { closeAll, openDataSource } from '../support/data-source'
import { eventually } from '../support/eventually'
import { changedBy } from '../support/key-watch'
import { onQuery } from '../support/on-query'
import { recordsIn } from '../support/records'
import { connectRedis, uniqueNamespace } from '../support/redis'
import type { Server } from '../support/servers/server'
import { startRedis } from '../support/servers/start-redis'
import { Product, shopEntities } from '../support/shop'
import { fillShop } from '../support/shop-rows'
import { type TcpProxy, startTcpProxy } from '../support/tcp-proxy'

// Records that were not taken, were repaired too early, or were lost, while their transaction goes on.

const LEASE_MS = 300

let redis: Server
let dataSource: DataSource
let proxy: TcpProxy
let writer: Alkey
let reader: Alkey
let namespace: string
let detach: () => void

beforeAll(async () => {
  redis = await startRedis()
  dataSource = await openDataSource(shopEntities)
})

afterAll(async () => {
  await closeAll()
  await redis.stop()
})

beforeEach(async () => {
  await fillShop(dataSource)
  namespace = uniqueNamespace()
  proxy = await startTcpProxy(redis.url)
  writer = new Alkey({ redis: proxy.url, namespace, leaseMs: LEASE_MS, deadlineMs: 300, onUnavailable: 'reject' })
  reader = new Alkey({ redis: redis.url, namespace, leaseMs: LEASE_MS })
  detach = writer.attach(dataSource)
  await writer.keyGenerator(Product)
  await reader.keyGenerator('alkey:products#1')
})

afterEach(async () => {
  detach()
  await Promise.all([writer.close({ deadlineMs: 100 }), reader.close()])
  await proxy.close()
})

const reprice = (manager: EntityManager): Promise<unknown> => manager.save(Product, { id: 1, price: 100 })

const records = (): Promise<string[][]> => recordsIn(namespace, redis.url)

async function available(): Promise<void> {
  await eventually(async () => writer.isCacheable(await writer.keyGenerator('text')), { deadlineMs: 10_000 })
}

test('a record that was not taken during the flush is written before COMMIT, which is then not refused', async () => {
  const seen: string[][][] = []
  dataSource.subscribers.push({
    beforeQuery: async ({ query }) => {
      if (query === 'COMMIT') seen.push(await records())
    },
  })
  await dataSource.transaction(async (manager) => {
    await proxy.cut()
    await reprice(manager)
    await proxy.restore()
    await available()
  })
  dataSource.subscribers.pop()
  expect(seen).toEqual([[['alkey:products#*', 'alkey:products#1']]])
})

/** What the store has when COMMIT is sent. */
async function recordsAtCommit(work: (manager: EntityManager) => Promise<unknown>): Promise<string[][]> {
  let seen: string[][] = []
  const look = async (): Promise<void> => {
    seen = await records()
  }
  const stop = onQuery(dataSource, (query) => query === 'COMMIT', 'beforeQuery', look)
  await dataSource.transaction(work)
  stop()
  return seen
}

async function flushAll(): Promise<void> {
  await eventually(async () => (await records()).length > 0)
  const client = await connectRedis(redis.url)
  await client.flushall()
  client.disconnect()
}

test('a record that was lost after it was taken is written again before COMMIT', async () => {
  const seen = await recordsAtCommit(async (manager) => {
    await reprice(manager)
    await flushAll()
  })
  expect(seen).toEqual([['alkey:products#*', 'alkey:products#1']])
})

test('a record of which a part was lost is whole again before COMMIT', async () => {
  const seen = await recordsAtCommit(async (manager) => {
    await reprice(manager)
    await flushAll()
    await manager.save(Product, { id: 2, price: 100 })
  })
  expect(seen.map((record) => record.sort())).toEqual([['alkey:products#*', 'alkey:products#1', 'alkey:products#2']])
})

test.each<[string, (manager: EntityManager) => Promise<unknown>]>([
  ['COMMIT', () => Promise.resolve()],
  ['a COMMIT of its own words', (manager) => manager.query('/* now */ commit work')],
  ['PREPARE TRANSACTION', (manager) => manager.query("PREPARE TRANSACTION 'alkey-of-the-test'")],
  ['CALL', (manager) => manager.query('CALL no_such_procedure()')],
])('a transaction is refused before %s when Redis is lost after it took the record', async (_, end) => {
  const before = await dataSource.manager.find(Product, { order: { id: 'ASC' } })
  const refused = dataSource.transaction(async (manager) => {
    await reprice(manager)
    await eventually(async () => (await records()).length === 1)
    await proxy.cut()
    await end(manager)
  })
  await expect(refused).rejects.toMatchObject({ code: 'ALKEY_UNAVAILABLE' })
  expect(await dataSource.manager.find(Product, { order: { id: 'ASC' } })).toEqual(before)
})

test('a Redis that was restarted empty has the record before COMMIT, or the transaction is refused', async () => {
  let own = await startRedis()
  const strict = new Alkey({ redis: own.url, namespace, onUnavailable: 'reject' })
  const release = strict.attach(dataSource)
  let kept: unknown
  const stop = onQuery(
    dataSource,
    (query) => query === 'COMMIT',
    'beforeQuery',
    async () => {
      const client = await connectRedis(own.url)
      kept = await client.keys(`{${namespace}}:changed:*`)
      client.disconnect()
    },
  )
  const outcome = await dataSource
    .transaction(async (manager) => {
      await reprice(manager)
      await own.kill('SIGKILL')
      own = await startRedis({ port: own.port, dir: own.dir })
    })
    .catch((error: unknown) => error)
  stop()
  release()
  if (outcome === undefined) expect(kept).toHaveLength(1)
  else expect(outcome).toMatchObject({ code: 'ALKEY_UNAVAILABLE' })
  await strict.close({ deadlineMs: 100 })
  await own.stop()
})

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

test('of two statements side by side that can not be recorded, both are refused', async () => {
  const queryRunner = dataSource.createQueryRunner()
  await queryRunner.connect()
  await proxy.cut()
  const outcomes = await Promise.allSettled([1, 2].map((id) => queryRunner.manager.update(Product, id, { price: 5 })))
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await queryRunner.release()
})

test('a long computation of the application is no outage', async () => {
  // Without the proxy, which would stand still as well.
  const direct = new Alkey({ redis: redis.url, namespace, deadlineMs: 300 })
  await direct.keyGenerator('text')
  const bump = direct.invalidate('alkey:products#1')
  // The command is on its way, and answered long before this ends.
  await new Promise((resolve) => setImmediate(resolve))
  const end = performance.now() + 400
  while (performance.now() < end) Math.sqrt(end)
  await bump
  expect(direct.eventCounts).toMatchObject({ unavailable: 0, owed: 0 })
  await direct.close()
})
