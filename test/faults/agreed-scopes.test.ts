import { join } from 'node:path'
import type { Redis } from 'ioredis'
import type { DataSource } from 'typeorm'
import { Alkey } from '../../src'
import { Attachment } from '../../src/typeorm/attachment'
import { closeAll, openDataSource } from '../support/databases/data-source'
import type { Database } from '../support/databases/database'
import { createDatabase } from '../support/databases/under-test'
import { Product, shopEntities } from '../support/entities/shop'
import { fillShop } from '../support/entities/shop-rows'
import { expectWarnings } from '../support/harness/warnings/expect-warnings'
import { scopesUnused, unattached } from '../support/harness/warnings/expected'
import { type Child, startChild } from '../support/processes/child-process'
import { connectRedis, sharedRedis, uniqueNamespace } from '../support/redis/redis'
import { commandsSent } from '../support/redis/sent-commands'
import { sharedUrl } from '../support/servers/shared-url'
import { eventually } from '../support/waiting/eventually'
import type * as dyingWriter from './processes/dying-writer'
import type * as scopeWriter from './processes/scope-writer'

expectWarnings(unattached, scopesUnused)

// Processes that keep no scope write beside one that reads by a scope. What is wrong with them must not make its values stale.

const LEASE_MS = 500
const SCOPE = 'alkey:products#?name'
const BUSY = { deadlineMs: 60_000 }

// Each writer is a process, which may take long to start on a busy machine.
jest.setTimeout(120_000)

let database: Database
let dataSource: DataSource
/** Nobody watches it. */
let unwatched: DataSource
let client: Redis
let namespace: string
let reader: Alkey
let child: Child<typeof scopeWriter> | undefined

beforeAll(async () => {
  database = await createDatabase('postgres')
  dataSource = await openDataSource(shopEntities, { on: database })
  unwatched = await openDataSource(shopEntities, { on: database, synchronize: false })
  client = await connectRedis()
})

afterAll(async () => {
  client.disconnect()
  await closeAll()
  await database.drop()
})

beforeEach(async () => {
  await fillShop(dataSource)
  namespace = uniqueNamespace()
  reader = new Alkey({ ...sharedRedis(namespace), leaseMs: LEASE_MS })
})

afterEach(async () => {
  await child?.kill()
  child = undefined
  await reader.close()
})

const databaseUrl = (): string => (dataSource.options as { url: string }).url

/** The price of the product by the name, remembered. */
function price(): Promise<number> {
  return reader.remember([`${SCOPE}=tea`, 'price'], async () => {
    return (await unwatched.manager.findOneByOrFail(Product, { id: 1 })).price
  })
}

async function isByScope(): Promise<boolean> {
  const { parts } = await reader.keyGenerator.explain(`${SCOPE}=tea`)
  const [own, bulk] = parts[0]?.token?.split('+') ?? []
  return own !== bulk
}

const listed = (): Promise<number> => client.zcard(`{${namespace}}:modes`)

async function startWriter(scopes: readonly string[]): Promise<Child<typeof scopeWriter>> {
  child = await startChild<typeof scopeWriter>(join(__dirname, 'processes', 'scope-writer.ts'))
  await child.call('open', scopes, databaseUrl(), sharedUrl('REDIS_URL'), namespace, LEASE_MS)
  return child
}

test('a process without the scope joins, writes and closes', async () => {
  const before = await price()
  expect(await isByScope()).toBe(true)
  const writer = await startWriter([])
  expect(await price()).toBe(before)
  for (const next of [before + 1, before + 2]) {
    await writer.call('write', next)
    expect(await price()).toBe(next)
    expect(await isByScope()).toBe(false)
  }
  await writer.call('close')
  expect(await isByScope()).toBe(true)
  expect(await price()).toBe(before + 2)
})

test('a process without the scope is stopped for longer than its lease, and then commits', async () => {
  const before = await price()
  const writer = await startWriter([])
  await writer.call('write', before + 1)
  await writer.call('begin', before + 2)
  await writer.kill('SIGSTOP')
  await eventually(async () => (await listed()) === 0, BUSY)
  expect(await isByScope()).toBe(true)
  // Kept by the scope, while its writer can't know of that.
  expect(await price()).toBe(before + 1)
  await writer.kill('SIGCONT')
  await writer.call('commit')
  expect(await price()).toBe(before + 2)
  expect(await isByScope()).toBe(false)
})

test('a process without the scope dies after its commit and before its bump', async () => {
  expect(await price()).not.toBe(100)
  const dying = await startChild<typeof dyingWriter>(join(__dirname, 'processes', 'dying-writer.ts'))
  const write = dying.call('write', 'save', 'bump due', databaseUrl(), sharedUrl('REDIS_URL'), namespace, LEASE_MS)
  await expect(write).rejects.toThrow(/ended|SIGKILL/)
  await eventually(() => reader.eventCounts.repaired > 0, BUSY)
  expect(await price()).toBe(100)
  expect(await isByScope()).toBe(true)
})

test('an idle process sends nothing but its question for records, and a write no more than before', async () => {
  const kept = jest.spyOn(Attachment.prototype, 'keptScopes', 'get').mockReturnValue([SCOPE])
  const alkey = new Alkey({ ...sharedRedis(namespace), leaseMs: LEASE_MS })
  const detach = alkey.attach(dataSource)
  await dataSource.manager.update(Product, 1, { price: 1 })
  const write = await commandsSent(namespace, () => dataSource.manager.update(Product, 1, { price: 2 }))
  expect(write.map((command) => command.toLowerCase())).toEqual(['evalsha', 'unlink', 'evalsha'])

  const leases = new Set<string | undefined>()
  const begunAt = performance.now()
  const idle = await commandsSent(namespace, () =>
    eventually(async () => {
      leases.add((await client.zrange(`{${namespace}}:modes`, 0, 0, 'WITHSCORES'))[1])
      return leases.size > 5
    }, BUSY),
  )
  const looks = idle.filter((command) => command.toLowerCase() !== 'zrange')
  expect(new Set(looks.map((command) => command.toLowerCase()))).toEqual(new Set(['evalsha']))
  expect(looks.length).toBeLessThanOrEqual((2 * (performance.now() - begunAt)) / LEASE_MS + 1)
  detach()
  await alkey.close()
  kept.mockRestore()
})
