import { join } from 'node:path'
import type { DataSource } from 'typeorm'
import { Alkey, ref } from '../../src'
import { closeAll, openDataSource } from '../support/databases/data-source'
import { Customer, Product, shopEntities } from '../support/entities/shop'
import { fillShop } from '../support/entities/shop-rows'
import { expectWarnings } from '../support/harness/warnings/expect-warnings'
import { unattached } from '../support/harness/warnings/expected'
import { startChild } from '../support/processes/child-process'
import { recordsIn } from '../support/redis/records'
import { connectRedis, sharedRedis, uniqueNamespace } from '../support/redis/redis'
import { sharedUrl } from '../support/servers/shared-url'
import { eventually } from '../support/waiting/eventually'
import { keysOf } from '../support/watching/key-watch'
import type * as writer from './processes/dying-writer'
import { steps } from './processes/dying-writer'

expectWarnings(unattached)

// A writer is killed at each step; another process, which reads, finds its record and bumps what it names.

const LEASE_MS = 500
const parts = {
  'product 1': ref(Product, 1),
  'product 2': ref(Product, 2),
  products: Product,
  'customer 1': ref(Customer, 1),
  customers: Customer,
}

let dataSource: DataSource
let reader: Alkey
let namespace: string
let detachReader: () => void
const repairs: (readonly string[])[] = []

beforeAll(async () => {
  dataSource = await openDataSource(shopEntities)
})

afterAll(closeAll)

beforeEach(async () => {
  await fillShop(dataSource)
  namespace = uniqueNamespace()
  repairs.length = 0
  reader = new Alkey({ ...sharedRedis(namespace), leaseMs: LEASE_MS })
  detachReader = reader.attach(dataSource)
  reader.on('repaired', ({ identifiers }) => repairs.push(identifiers))
})

afterEach(async () => {
  detachReader()
  await reader.close()
})

async function openRecords(): Promise<string[]> {
  const redis = await connectRedis()
  const keys = await redis.keys(`{${namespace}}:change*`)
  await redis.quit()
  return keys
}

describe.each<writer.Path>(['save', 'transaction', 'update'])('a writer killed during %s', (path) => {
  const reached = steps.filter((step) => path !== 'update' || step !== 'COMMIT sent')

  test.each(reached)('at the step: %s', async (step) => {
    const before = await keysOf(reader, parts)
    const child = await startChild<typeof writer>(join(__dirname, 'processes', 'dying-writer.ts'))
    const databaseUrl = (dataSource.options as { url: string }).url
    const write = child.call('write', path, step, databaseUrl, sharedUrl('REDIS_URL'), namespace, LEASE_MS)
    await expect(write).rejects.toThrow(/ended|SIGKILL/)

    const isWritten = (await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price === 100
    if (isWritten) {
      await eventually(async () => (await keysOf(reader, parts))['product 1'] !== before['product 1'], {
        deadlineMs: 10 * LEASE_MS,
      })
    }
    await eventually(async () => (await openRecords()).length === 0, { deadlineMs: 10 * LEASE_MS })

    const after = await keysOf(reader, parts)
    const changed = Object.keys(parts).filter((name) => before[name as keyof typeof parts] !== after[name])
    // What was never written may have changed its key as well; a statement by criteria names its table.
    const allowed = path === 'update' ? ['product 1', 'product 2', 'products'] : ['product 1', 'products']
    expect(allowed).toEqual(expect.arrayContaining(changed))
    if (isWritten) expect(changed).toEqual(expect.arrayContaining(['product 1', 'products']))
    if (step === 'bump due' || step === 'bump acknowledged') expect(isWritten).toBe(true)
  })
})

test('one of many processes repairs a record, and the others let it be', async () => {
  const others = Array.from({ length: 5 }, () => new Alkey({ ...sharedRedis(namespace), leaseMs: LEASE_MS }))
  const repaired: number[] = []
  const detachments: (() => void)[] = []
  for (const [i, other] of others.entries()) {
    other.on('repaired', () => repaired.push(i))
    detachments.push(other.attach(dataSource))
    await other.keyGenerator('alkey:products#1')
  }
  reader.on('repaired', () => repaired.push(-1))
  await reader.keyGenerator(Product)
  const child = await startChild<typeof writer>(join(__dirname, 'processes', 'dying-writer.ts'))
  const databaseUrl = (dataSource.options as { url: string }).url
  await child
    .call('write', 'save', 'bump due', databaseUrl, sharedUrl('REDIS_URL'), namespace, LEASE_MS)
    .catch(() => undefined)
  await eventually(async () => (await openRecords()).length === 0, { deadlineMs: 10 * LEASE_MS })
  await eventually(() => repaired.length > 0)
  expect(repaired).toHaveLength(1)
  for (const detach of detachments) detach()
  await Promise.all(others.map((other) => other.close()))
})

test('the lease of a writer that lives is renewed, through a transaction of many leases', async () => {
  const watcher = new Alkey({ ...sharedRedis(namespace), leaseMs: LEASE_MS })
  const writer = new Alkey({ ...sharedRedis(namespace), leaseMs: LEASE_MS })
  const detach = writer.attach(dataSource)
  const early: unknown[] = []
  watcher.on('repaired', (event) => early.push(event))
  await watcher.keyGenerator('alkey:products#1')
  await dataSource.transaction(async (manager) => {
    await manager.save(Product, { id: 1, price: 100 })
    await manager.query(`SELECT pg_sleep(${(4 * LEASE_MS) / 1_000})`)
    expect(early).toEqual([])
  })
  expect(early).toEqual([])
  detach()
  await Promise.all([watcher.close(), writer.close()])
})

test('a record of very many rows names their table, and is gone with the commit', async () => {
  const products = Array.from({ length: 3_000 }, (_, i) => dataSource.manager.create(Product, { name: `product ${i}` }))
  await dataSource.transaction(async (manager) => {
    await manager.save(products, { chunk: 1_000 })
    const redis = await connectRedis()
    await eventually(async () => (await openRecords()).length > 0)
    const [record] = await redis.keys(`{${namespace}}:changed:*`)
    await eventually(async () => (await redis.scard(record as string)) > 100)
    expect((await recordsIn(namespace))[0]).toHaveLength(102)
    expect(await redis.sismember(record as string, 'alkey:products#~')).toBe(1)
    await redis.quit()
  })
  expect(await openRecords()).toEqual([])
})
