import type { EntityManager } from 'typeorm'
import { Alkey } from '../../src'
import { type RepairedShop, reprice, useRepairedShop } from '../support/attached/repaired-shop'
import { onQuery } from '../support/databases/on-query'
import { Product } from '../support/entities/shop'
import { expectWarnings } from '../support/harness/warnings/expect-warnings'
import { outages, unattached } from '../support/harness/warnings/expected'
import { connectRedis } from '../support/redis/redis'
import { startRedis } from '../support/servers/start-redis'
import { eventually } from '../support/waiting/eventually'

expectWarnings(outages, unattached)

// Records that Redis has not when their transaction is about to be committed: not taken, or lost.

let redis: RepairedShop['redis']
let dataSource: RepairedShop['dataSource']
let proxy: RepairedShop['proxy']
let namespace: RepairedShop['namespace']
let records: RepairedShop['records']
let available: RepairedShop['available']

useRepairedShop((shop) => ({ redis, dataSource, proxy, namespace, records, available } = shop))

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

test('of two statements side by side that can not be recorded, both are refused', async () => {
  const queryRunner = dataSource.createQueryRunner()
  await queryRunner.connect()
  await proxy.cut()
  const outcomes = await Promise.allSettled([1, 2].map((id) => queryRunner.manager.update(Product, id, { price: 5 })))
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await queryRunner.release()
})
