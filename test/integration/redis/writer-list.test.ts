import type { Redis } from 'ioredis'
import { RedisTokenStore, type ListedWriter } from '../../../src'
import { SCOPES } from '../../../src/identifiers/identifier'
import { connectRedis, uniqueNamespace } from '../../support/redis/redis'
import type { Server } from '../../support/servers/server'
import { startRedis } from '../../support/servers/start-redis'
import { eventually } from '../../support/waiting/eventually'

// The list of writers in Redis, and the token that stands for it: it is another one whenever the list has other sets of scopes.

const LONG_MS = 60_000
const TENANT = 'alkey:orders#?tenantId'
const OTHER = 'alkey:orders#?status'

let server: Server
let namespace: string
let client: Redis
let store: RedisTokenStore

const options = () => ({ redis: server.url, namespace, deadlineMs: 10_000 })

// One that may be emptied.
beforeAll(async () => {
  server = await startRedis()
})

afterAll(() => server.stop())

beforeEach(async () => {
  namespace = uniqueNamespace()
  client = await connectRedis(server.url)
  store = new RedisTokenStore(options())
})

afterEach(async () => {
  await store.close()
  client.disconnect()
})

const writer = (id: string, scopes: readonly string[], leaseMs = LONG_MS): ListedWriter => ({ id, scopes, leaseMs })

const token = async (): Promise<string | undefined> => (await store.read([SCOPES])).tokens[0]

/** Whether the work replaces the token. */
async function replaces(work: () => Promise<unknown>): Promise<boolean> {
  const before = await token()
  await work()
  return (await token()) !== before
}

const listed = async (): Promise<string[]> => (await store.writers()).writers.map(({ id }) => id).sort()

/** Of the writer whose lease ends first, in ms. */
async function leaseLeft(): Promise<number> {
  const [, lease] = await client.zrange(`{${namespace}}:modes`, 0, 0, 'WITHSCORES')
  const [seconds, micros] = (await client.time()) as [number, number]
  return Number(lease) - seconds * 1_000 - micros / 1_000
}

const bumps = (who: ListedWriter) => () => store.bump(['alkey:orders#1'], who)

test('a bump lists its writer, with its scopes; one without a writer lists nobody', async () => {
  await store.bump(['alkey:orders#1'])
  expect((await store.writers()).writers).toEqual([])
  await bumps(writer('one', [OTHER, TENANT]))()
  await bumps(writer('none', []))()
  expect((await store.writers()).writers).toEqual(
    expect.arrayContaining([
      { id: 'one', scopes: [OTHER, TENANT] },
      { id: 'none', scopes: [] },
    ]),
  )
})

test('the token is replaced by the first and the last writer with a set of scopes, and by no other', async () => {
  const [one, two, fewer] = [writer('1', [TENANT]), writer('2', [TENANT]), writer('3', [])] as const
  expect(await replaces(bumps(one))).toBe(true)
  expect(await replaces(bumps(one))).toBe(false)
  expect(await replaces(bumps(two))).toBe(false)
  expect(await replaces(bumps(fewer))).toBe(true)
  expect(await replaces(() => store.leave(one))).toBe(false)
  expect(await replaces(() => store.leave(fewer))).toBe(true)
  expect(await replaces(() => store.leave(fewer))).toBe(false)
  expect(await replaces(() => store.leave(two))).toBe(true)
  expect(await listed()).toEqual([])
})

test('a settled record lists its writer, too', async () => {
  const one = writer('1', [])
  await store.record('set', ['alkey:orders#1'], LONG_MS)
  expect(await replaces(() => store.settle('set', ['alkey:orders#1'], one))).toBe(true)
  expect(await listed()).toEqual(['1'])
  expect(await client.exists(`{${namespace}}:changes`, `{${namespace}}:changed:set`)).toBe(0)
})

test('the list and its token are those of one moment, and a removed token is none', async () => {
  expect((await store.writers()).token).toBeUndefined()
  await bumps(writer('1', []))()
  const known = await token()
  expect(await store.writers()).toEqual({ token: known, writers: [{ id: '1', scopes: [] }] })
})

test('who looks for records drops writers whose lease has ended, and stays in the list', async () => {
  const [other, looking] = [writer('other', []), writer('looking', [TENANT])]
  await bumps(other)()
  await bumps(looking)()
  const before = await token()
  const list = `{${namespace}}:modes`
  for (const one of await client.zrange(list, 0, -1)) await client.zadd(list, 1, one)
  await store.claim(LONG_MS, looking)
  expect(await listed()).toEqual(['looking'])
  expect(await token()).not.toBe(before)
  expect(await leaseLeft()).toBeGreaterThan(LONG_MS / 2)
})

test('a process that is no writer drops others, and is not listed', async () => {
  await bumps(writer('brief', [], 1))()
  await eventually(async () => {
    await store.claim(LONG_MS)
    return (await listed()).length === 0
  })
})

test('a writer whose lease has ended, and who was not dropped, is renewed without any change', async () => {
  const brief = writer('brief', [], 1)
  await bumps(brief)()
  await eventually(async () => (await leaseLeft()) < -1)
  expect(await replaces(bumps({ ...brief, leaseMs: LONG_MS }))).toBe(false)
  await store.claim(LONG_MS)
  expect(await listed()).toEqual(['brief'])
})

test.each<[string, () => Promise<unknown>]>([
  ['Redis was emptied', () => client.flushall()],
  ['the list was evicted', () => client.del(`{${namespace}}:modes`)],
])('after %s, a writer is listed again by its next bump, which replaces the token', async (_, loses) => {
  const one = writer('1', [])
  await bumps(one)()
  await token()
  await loses()
  expect(await listed()).toEqual([])
  expect(await replaces(bumps(one))).toBe(true)
  expect(await listed()).toEqual(['1'])
})

test('the process does not keep the token of the list in memory beyond its own bump', async () => {
  const near = new RedisTokenStore({ ...options(), nearCache: { maxStalenessMs: 60_000 } })
  const identifiers = Object.freeze([SCOPES])
  await eventually(async () => {
    await near.read(identifiers)
    return near.near?.find(identifiers) !== undefined
  })
  const before = near.near?.find(identifiers)?.tokens
  // What leaves it as it is may be kept.
  await near.bump(['alkey:orders#1'])
  expect(near.near?.find(identifiers)?.tokens).toEqual(before)
  await near.bump(['alkey:orders#1'], writer('1', []))
  expect(near.near?.find(identifiers)).toBeUndefined()
  expect((await near.read(identifiers)).tokens).not.toEqual(before)
  await near.close()
})
