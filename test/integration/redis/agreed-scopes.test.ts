import type { Redis } from 'ioredis'
import { RedisTokenStore } from '../../../src'
import { ChangeLedger } from '../../../src/changes/change-ledger'
import { Changes } from '../../../src/changes/changes'
import { TransactionChanges } from '../../../src/changes/transaction-changes'
import { type AlkeyEvents, EventHub } from '../../../src/events'
import { SCOPES, tokensOf } from '../../../src/identifiers/identifier'
import { connectRedis, uniqueNamespace } from '../../support/redis/redis'
import type { Server } from '../../support/servers/server'
import { startRedis } from '../../support/servers/start-redis'
import { eventually } from '../../support/waiting/eventually'

// Processes that keep different scopes share a Redis: each one here is a ledger with a store of its own.

const TABLE = 'alkey:orders#*'
const TENANT = 'alkey:orders#?tenantId'
const TENANT_7 = `${TENANT}=7`
const scoped = Object.freeze([...tokensOf(TENANT_7)].sort())

let server: Server
let client: Redis
let namespace: string
let processes: Process[]

// One that may be emptied.
beforeAll(async () => {
  server = await startRedis()
  client = await connectRedis(server.url)
})

afterAll(async () => {
  client.disconnect()
  await server.stop()
})

beforeEach(() => {
  namespace = uniqueNamespace()
  processes = []
})

afterEach(async () => {
  await Promise.all(processes.map((process) => process.close()))
})

class Process {
  readonly told: AlkeyEvents['scopesUnused'][] = []
  readonly repaired: unknown[] = []
  readonly #store: RedisTokenStore
  readonly #ledger: ChangeLedger
  readonly #keepsTenant: boolean

  /** @param scopes those that it keeps; `undefined` for a process without a DataSource */
  constructor(
    scopes: readonly string[] | undefined,
    { leaseMs = 60_000, isNear = false }: { leaseMs?: number; isNear?: boolean } = {},
  ) {
    const nearCache = isNear ? { maxStalenessMs: 60_000 } : undefined
    this.#store = new RedisTokenStore({ redis: server.url, namespace, deadlineMs: 10_000, nearCache })
    const events = new EventHub()
    events.on('scopesUnused', (event) => this.told.push(event))
    events.on('repaired', (event) => this.repaired.push(event))
    const options = { deadlineMs: 10_000, leaseMs, rejectsUnrecorded: false, keptScopes: () => scopes }
    const writers = { statesOf: (asked: readonly unknown[]) => Promise.resolve(asked.map(() => undefined)) }
    this.#keepsTenant = scopes?.includes(TENANT) === true
    this.#ledger = new ChangeLedger(this.#store, options, events, writers)
    processes.push(this)
  }

  /** What a key of the scope is made of. */
  async key(): Promise<string> {
    return JSON.stringify(await this.#read(scoped))
  }

  /** Whether it is made of the table instead. */
  async readsTable(): Promise<boolean> {
    const { tokens } = await this.#read([TENANT_7, TENANT, SCOPES, TABLE])
    expect([tokens[1] === tokens[0], tokens[3] === tokens[0]]).toEqual(
      tokens[0] === tokens[3] ? [true, true] : [false, false],
    )
    return tokens[0] === tokens[3]
  }

  /** Changes a row of the tenant in a transaction. `beforeCommit` runs when the record is written. */
  async write(beforeCommit: () => unknown = () => undefined): Promise<void> {
    const transaction = new TransactionChanges(this.#ledger, false, undefined)
    transaction.add(['alkey:orders#1', TABLE, ...(this.#keepsTenant ? [TENANT_7] : [])])
    await transaction.confirmed()
    await beforeCommit()
    await transaction.bump()
  }

  /** Changes a row, and dies before it can say so. */
  async writeAndDie(): Promise<void> {
    const transaction = new TransactionChanges(this.#ledger, false, undefined)
    transaction.add(['alkey:orders#1', TABLE])
    await transaction.confirmed()
    this.sleep()
  }

  async invalidate(identifiers: readonly string[]): Promise<void> {
    expect((await this.#ledger.delivery.deliver(new Changes(identifiers).addGlobal())).isStored).toBe(true)
  }

  /** Renews nothing any more, as a process that is stopped. */
  sleep(): void {
    this.#ledger.records.stop()
  }

  /** The tokens that it keeps. */
  isNear(): boolean {
    return this.#store.near?.find(scoped) !== undefined
  }

  async close(): Promise<void> {
    await this.#ledger.end(10_000, Promise.resolve())
    await this.#store.close()
  }

  async #read(identifiers: readonly string[]): Promise<{ tokens: readonly (string | undefined)[] }> {
    const reading = await this.#ledger.source.read(identifiers)
    if ('unavailable' in reading) throw new Error(reading.unavailable, { cause: reading.cause })
    return reading
  }
}

const listed = (): Promise<number> => client.zcard(`{${namespace}}:modes`)

test('a process that keeps no scope ends their use before its first write returns, and begins it again when it closes', async () => {
  const [reader, keeper, fewer] = [new Process([TENANT]), new Process([TENANT]), new Process([])]
  await keeper.write()
  const first = await reader.key()
  expect(await reader.readsTable()).toBe(false)
  // A write elsewhere in the table by who keeps the scope changes no key.
  await keeper.invalidate(['alkey:orders#2', TABLE])
  expect(await reader.key()).toBe(first)

  await fewer.write()
  const second = await reader.key()
  expect(second).not.toBe(first)
  expect(await reader.readsTable()).toBe(true)
  await fewer.write()
  const third = await reader.key()
  expect(third).not.toBe(second)
  // As it is for the one that has no scope.
  expect(await fewer.key()).toBe(third)

  await fewer.close()
  expect(await reader.readsTable()).toBe(false)
  const last = await reader.key()
  expect([first, second, third]).not.toContain(last)
  expect(await new Process(undefined).key()).toBe(last)
})

test('it is told with the processes that do not keep the scope', async () => {
  const [reader, keeper, fewer, none] = [
    new Process(undefined),
    new Process([TENANT]),
    new Process(['alkey:orders#?status']),
    new Process([]),
  ]
  for (const process of [keeper, fewer, none]) await process.write()
  for (let i = 0; i < 3; i++) await reader.key()
  expect(reader.told).toHaveLength(1)
  expect(reader.told[0]?.scopes).toEqual([TENANT])
  expect(reader.told[0]?.processes).toHaveLength(2)
  const named = new RegExp(`^[\\w.:%-]+:${process.pid}:[\\w-]{12}$`)
  for (const name of reader.told[0]?.processes ?? []) expect(name).toMatch(named)
})

test('a process that reads and never writes keeps nobody from a scope', async () => {
  const [reader, onlyReads] = [new Process([TENANT]), new Process([])]
  await onlyReads.key()
  expect(await reader.readsTable()).toBe(false)
  expect(await listed()).toBe(0)
})

test('a process that has died keeps others from a scope until its lease has ended', async () => {
  const [reader, fewer] = [new Process([TENANT], { leaseMs: 200 }), new Process([], { leaseMs: 200 })]
  await fewer.write()
  expect(await reader.readsTable()).toBe(true)
  const before = await reader.key()
  fewer.sleep()
  await eventually(async () => !(await reader.readsTable()))
  expect(await reader.key()).not.toBe(before)
})

test('a process that lives and is idle stays in the list, and scopes of others stay as they are', async () => {
  const [keeper, reader] = [new Process([TENANT], { leaseMs: 200 }), new Process(undefined, { leaseMs: 200 })]
  await keeper.write()
  const key = await reader.key()
  const leases = new Set<string | undefined>()
  await eventually(async () => {
    leases.add((await client.zrange(`{${namespace}}:modes`, 0, 0, 'WITHSCORES'))[1])
    return leases.size > 4
  })
  expect(await reader.key()).toBe(key)
})

test('a process that has slept for longer than its lease is listed again before its next write returns', async () => {
  const [reader, fewer] = [new Process([TENANT], { leaseMs: 200 }), new Process([], { leaseMs: 200 })]
  await fewer.write()
  // From now on it looks after the records of others.
  expect(await reader.readsTable()).toBe(true)
  let meanwhile = ''
  await fewer.write(async () => {
    fewer.sleep()
    // Its record is repaired meanwhile, and again and again.
    await eventually(async () => reader.repaired.length > 0 && (await listed()) === 0)
    await eventually(async () => !(await reader.readsTable()))
    meanwhile = await reader.key()
  })
  expect(await reader.key()).not.toBe(meanwhile)
  expect(await reader.readsTable()).toBe(true)
})

test.each<[string, () => Promise<unknown>]>([
  ['Redis was emptied', () => client.flushall()],
  ['the list was evicted', () => client.del(`{${namespace}}:modes`)],
  ['the list and its token were evicted', () => client.del(`{${namespace}}:modes`, `{${namespace}}:alkey:*#?`)],
])('a write during which %s is not missed', async (_, loses) => {
  const fewer = new Process([])
  await fewer.write()
  let meanwhile = ''
  let reader: Process | undefined
  await fewer.write(async () => {
    await loses()
    // One that has not read the list before.
    reader = new Process([TENANT])
    expect(await reader.readsTable()).toBe(false)
    meanwhile = await reader.key()
  })
  expect(await reader?.key()).not.toBe(meanwhile)
  expect(await reader?.readsTable()).toBe(true)
})

test('what a process has written that died before its bump changes scopes when it is repaired', async () => {
  const reader = new Process([TENANT], { leaseMs: 200 })
  const before = await reader.key()
  expect(await reader.readsTable()).toBe(false)
  await new Process([], { leaseMs: 200 }).writeAndDie()
  await eventually(() => reader.repaired.length > 0)
  expect(await reader.key()).not.toBe(before)
  expect(await reader.readsTable()).toBe(false)
})

test.each([
  ['a row', ['alkey:orders#1', TABLE], true],
  ['a tag', ['alkey:@city#1'], false],
])('a process without a DataSource that invalidates %s changes scopes: %s', async (_, identifiers, changes) => {
  const [reader, other] = [new Process([TENANT]), new Process(undefined)]
  const before = await reader.key()
  await other.invalidate(identifiers)
  expect((await reader.key()) !== before).toBe(changes)
  expect(await reader.readsTable()).toBe(false)
  expect(await listed()).toBe(0)
})

test('tokens that are kept in the process are right as well', async () => {
  const [near, keeper, fewer] = [new Process([TENANT], { isNear: true }), new Process([TENANT]), new Process([])]
  await keeper.write()
  const read = async (): Promise<string> => {
    await eventually(async () => {
      await near.key()
      return near.isNear()
    })
    return near.key()
  }
  const before = await read()
  expect(before).toContain('"isNear":true')
  await fewer.write()
  await eventually(async () => (await near.key()) !== before)
  const during = await near.key()
  await fewer.write()
  await eventually(async () => (await near.key()) !== during)
  const last = await near.key()
  await fewer.close()
  await eventually(async () => (await near.key()) !== last)
  expect([before, during]).not.toContain(await read())
})

test('a process sees at once what it has written itself, also where it keeps tokens', async () => {
  const fewer = new Process([], { isNear: true })
  await eventually(async () => {
    await fewer.key()
    return fewer.isNear()
  })
  const before = await fewer.key()
  await fewer.write()
  expect(await fewer.key()).not.toBe(before)
})
