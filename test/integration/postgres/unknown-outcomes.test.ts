import type { DataSource, EntityManager, QueryRunner } from 'typeorm'
import { Alkey, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { openDataSource } from '../../support/databases/data-source'
import { priceOf, reprice } from '../../support/entities/prices'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'
import { forgetRecords } from '../../support/redis/records'
import { recordsIn } from '../../support/redis/records'
import { sharedRedis, uniqueNamespace } from '../../support/redis/redis'
import { queryPostgres } from '../../support/servers/postgres-query'
import { startTcpProxy } from '../../support/servers/tcp-proxy'
import { eventually } from '../../support/waiting/eventually'
import { changedBy } from '../../support/watching/key-watch'

// Transactions that don't end the way their hooks say, or for which no hook tells the end.

let dataSource: DataSource
let alkey: Alkey
let databaseUrl: string
const namespace = uniqueNamespace()
const parts = { 'product 1': ref(Product, 1), 'product 2': ref(Product, 2), products: Product }

useAttachedShop((attached) => ({ dataSource, alkey } = attached), {
  alkey: { namespace, leaseMs: 400 },
  dataSource: { extra: { max: 3 } },
  before: ({ options }) => (databaseUrl = (options as { url: string }).url),
})

const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, parts, work)
const openRecords = async (): Promise<number> => (await recordsIn(namespace)).length

const backendOf = async (queryRunner: QueryRunner): Promise<number> => {
  const [row] = (await queryRunner.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }]
  return row.pid
}

/** What nobody knows the end of is bumped at once, and again when its lease has ended: it may commit later. */
async function changedTwice(work: () => Promise<unknown>): Promise<string[]> {
  const { repaired } = alkey.eventCounts
  const changes = await changed(work)
  expect(await openRecords()).toBe(1)
  const again = await changed(() => eventually(() => alkey.eventCounts.repaired > repaired))
  expect(again).toEqual(changes)
  return changes
}

afterEach(() => eventually(async () => (await openRecords()) === 0))

test('COMMIT of an aborted transaction, which PostgreSQL answers with ROLLBACK, changes nothing', async () => {
  const seen: string[] = []
  dataSource.subscribers.push({ afterTransactionCommit: () => void seen.push('afterTransactionCommit') })
  const changes = await changed(() =>
    dataSource.transaction(async (manager) => {
      await reprice(manager, 1)
      await manager.query('SELECT 1 / 0').catch(() => undefined)
    }),
  )
  dataSource.subscribers.pop()
  expect(seen).toEqual(['afterTransactionCommit'])
  expect(await priceOf(dataSource, 1)).toBe(0)
  expect(changes).toEqual([])
})

describe('a COMMIT that a deferred constraint refuses', () => {
  beforeEach(async () => {
    const [foreignKey] = await dataSource.query<{ conname: string }[]>(
      `SELECT conname FROM pg_constraint WHERE conrelid = 'order_lines'::regclass AND confrelid = 'products'::regclass`,
    )
    await dataSource.query(
      `ALTER TABLE order_lines ALTER CONSTRAINT "${foreignKey?.conname}" DEFERRABLE INITIALLY DEFERRED`,
    )
  })

  const violate = async (manager: EntityManager): Promise<void> => {
    await reprice(manager, 1)
    await manager.query('UPDATE order_lines SET "productId" = 99')
  }

  test('changes nothing once it is rolled back', async () => {
    const changes = await changed(() => expect(dataSource.transaction(violate)).rejects.toThrow('violates foreign key'))
    expect(changes).toEqual([])
  })

  test('changes nothing when nobody rolls it back either, since the server has', async () => {
    const changes = await changed(async () => {
      const queryRunner = dataSource.createQueryRunner()
      await queryRunner.startTransaction()
      await violate(queryRunner.manager)
      await expect(queryRunner.commitTransaction()).rejects.toThrow('violates foreign key')
      await queryRunner.release()
    })
    expect(changes).toEqual([])
  })
})

test('a query runner released with an open transaction leaves its end unknown, so its keys change', async () => {
  const queryRunner = dataSource.createQueryRunner()
  const backend = await backendOf(queryRunner)
  const changes = await changedTwice(async () => {
    await queryRunner.startTransaction()
    await reprice(queryRunner.manager, 1)
    await queryRunner.release()
  })
  expect(changes).toEqual(['product 1', 'products'])
  // It may still be committed.
  expect(await openRecords()).toBe(1)
  await queryPostgres(databaseUrl, `SELECT pg_terminate_backend(${backend})`)
  await eventually(
    async () =>
      (await queryPostgres(databaseUrl, `SELECT 1 FROM pg_stat_activity WHERE pid = ${backend}`)).length === 0,
  )
})

test('a transaction left open on a connection commits with the next COMMIT there, and its keys change again', async () => {
  const single = await openDataSource(shopEntities, { extra: { max: 1 } })
  await fillShop(single)
  const patient = new Alkey({ ...sharedRedis(), leaseMs: 60_000 })
  patient.attach(single)
  const queryRunner = single.createQueryRunner()
  await queryRunner.startTransaction()
  await reprice(queryRunner.manager, 1)
  await queryRunner.release()
  // In the same transaction, though nobody says so.
  await single.manager.update(Product, 2, { price: 5 })
  expect(await changedBy(patient, parts, () => single.query('COMMIT'))).toEqual(['product 1', 'product 2', 'products'])
  expect((await single.manager.findOneByOrFail(Product, { id: 1 })).price).toBe(101)

  const another = single.createQueryRunner()
  await another.startTransaction()
  await reprice(another.manager, 2)
  await another.release()
  const changes = await changedBy(patient, parts, () =>
    single.transaction((manager) => manager.save(Product, { id: 1, price: 7 })),
  )
  expect(changes).toEqual(['product 1', 'product 2', 'products'])
  await patient.close()
})

test('a backend killed between flush and commit leaves the end unknown, so its keys change', async () => {
  const changes = await changedTwice(async () => {
    await expect(
      dataSource.transaction(async (manager) => {
        await reprice(manager, 1)
        const backend = await backendOf(manager.queryRunner as QueryRunner)
        await queryPostgres(databaseUrl, `SELECT pg_terminate_backend(${backend})`)
        await eventually(() => manager.queryRunner?.isReleased === true)
      }),
    ).rejects.toThrow()
  })
  expect(await priceOf(dataSource, 1)).toBe(0)
  expect(changes).toEqual(['product 1', 'products'])
})

test('a COMMIT whose answer is lost has committed, and its keys change', async () => {
  const proxy = await startTcpProxy(databaseUrl)
  const on = { options: { type: 'postgres', url: proxiedUrl(proxy.port) } } as const
  const behindProxy = await openDataSource(shopEntities, { on, synchronize: false })
  const alkeyBehindProxy = new Alkey({ ...sharedRedis(namespace), leaseMs: 400 })
  alkeyBehindProxy.attach(behindProxy)
  behindProxy.subscribers.push({
    beforeQuery: ({ query }) => {
      if (query === 'COMMIT') proxy.dropReplies()
    },
  })
  const queryRunner = behindProxy.createQueryRunner()
  // Before anybody releases the query runner: the caller may first tell others.
  const changes = await changedTwice(async () => {
    await queryRunner.startTransaction()
    await reprice(queryRunner.manager, 1)
    const commit = queryRunner.commitTransaction()
    const cut = eventually(() => proxy.swallowed > 0).then(() => proxy.cut())
    await expect(commit).rejects.toThrow()
    await cut
  })
  await queryRunner.release()
  await alkeyBehindProxy.close()
  await behindProxy.destroy()
  await proxy.close()
  expect(await priceOf(dataSource, 1)).toBe(101)
  expect(changes).toEqual(['product 1', 'products'])
  // What is behind a proxy nobody can be asked about.
  expect(await openRecords()).toBe(1)
  await forgetRecords(namespace)
})

function proxiedUrl(port: number): string {
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return url.href
}
