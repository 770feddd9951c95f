import type { Redis } from 'ioredis'
import { RedisTokenStore } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages } from '../../support/harness/warnings/expected'
import { RedisMonitor } from '../../support/redis/monitor'
import { connectRedis, uniqueNamespace } from '../../support/redis/redis'
import { sharedUrl } from '../../support/servers/shared-url'
import { type TcpProxy, startTcpProxy } from '../../support/servers/tcp-proxy'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(outages)

// Tokens that a process keeps, while another one changes them. The first reaches Redis through a proxy, which can hold back
// what comes on either of its connections.

const [one, two] = ['alkey:users#1', 'alkey:users#2']
const both = Object.freeze([one, two])

let proxy: TcpProxy
let namespace: string
let store: RedisTokenStore
let other: RedisTokenStore
let client: Redis
const monitors: RedisMonitor[] = []

beforeEach(async () => {
  proxy = await startTcpProxy(sharedUrl('REDIS_URL'))
  namespace = uniqueNamespace()
  store = open()
  other = new RedisTokenStore({ redis: sharedUrl('REDIS_URL'), namespace, deadlineMs: 10_000 })
  client = await connectRedis()
})

afterEach(async () => {
  await Promise.all([store.close(), other.close()])
  for (const monitor of monitors.splice(0)) monitor.close()
  client.disconnect()
  await proxy.close()
})

function open(): RedisTokenStore {
  const redis = { host: '127.0.0.1', port: proxy.port, connectionName: namespace }
  // Long, so that only what is told ends what is kept, and a slow machine nothing.
  return new RedisTokenStore({ redis, namespace, deadlineMs: 10_000, nearCache: { maxStalenessMs: 60_000 } })
}

const found = (identifiers = both): readonly (string | undefined)[] | undefined => store.near?.find(identifiers)?.tokens

/** Reads until what is read is kept. */
async function kept(identifiers = both): Promise<readonly (string | undefined)[]> {
  await eventually(async () => {
    found(identifiers)
    await store.read(identifiers)
    return found(identifiers) !== undefined
  })
  return found(identifiers) ?? []
}

test('what is read is kept, with the generation and the tokens that the store has', async () => {
  expect(await kept()).toEqual((await other.read(both)).tokens)
  expect(store.near?.find(both)).toMatchObject({ generation: (await other.read([])).generation, isNear: true })
})

test('the same object is found until one of its tokens has changed', async () => {
  await kept()
  const before = store.near?.find(both)
  await kept(['alkey:users#3'])
  await other.bump(['alkey:users#3'])
  await eventually(() => found(['alkey:users#3']) === undefined)
  expect(store.near?.find(both)).toBe(before)
  await other.bump([two])
  await eventually(() => found() === undefined)
  expect(await kept()).not.toEqual(before?.tokens)
  expect(found([one])).toEqual(before?.tokens.slice(0, 1))
})

test('a flush by another process ends it, and so does one of the whole server', async () => {
  await kept()
  await other.flush()
  await eventually(() => found() === undefined)
  expect(store.near?.find(both)?.generation).toBeUndefined()
  await kept()
  expect(store.near?.find(both)?.generation).toBe((await other.read([])).generation)
})

test('a token that expires, or is evicted, ends with that', async () => {
  await kept()
  await client.pexpire(`{${namespace}}:${one}`, 1)
  await eventually(() => found([one]) === undefined)
  expect(found([two])).toBeDefined()
})

test('what this process changes it does not find any more', async () => {
  for (let i = 0; i < 100; i++) {
    await kept()
    const before = { ...store.near?.find(both) }
    // What is on its way meanwhile was read before.
    const reading = store.read(both)
    await [() => store.bump(both), () => store.settle(String(i), both), () => store.flush()][i % 3]?.()
    expect(store.near?.find(both)).toBeUndefined()
    await reading
    expect(store.near?.find(both)).toBeUndefined()
    await kept()
    expect(store.near?.find(both)).not.toMatchObject(before)
  }
})

test('the answer of a read is not kept if a change was told meanwhile', async () => {
  await kept([two])
  const before = (await other.read([one])).tokens
  const executed = await watchReads()
  proxy.holdReplies('others')
  const reading = store.read([one])
  await eventually(() => executed.some((keys) => keys.includes(one)))
  await other.bump(both)
  await eventually(() => found([two]) === undefined)
  proxy.resume()
  expect((await reading).tokens).toEqual(before)
  expect(found([one])).toBeUndefined()
  expect(await kept([one])).not.toEqual(before)
})

test('so it is after a flush, and with each of many reads at once', async () => {
  await kept()
  const before = await other.read(both)
  const executed = await watchReads()
  proxy.holdReplies('others')
  const reading = Promise.all([store.read(both), store.read([one])])
  await eventually(() => executed.length > 0)
  await other.flush()
  await eventually(() => found() === undefined)
  proxy.resume()
  expect((await reading)[1].generation).toBe(before.generation)
  expect(found([one])).toBeUndefined()
  await kept()
  expect(store.near?.find(both)?.generation).not.toBe(before.generation)
})

/** What the server has been asked for, which is more than what was answered. */
async function watchReads(): Promise<string[]> {
  const reads: string[] = []
  const monitor = await RedisMonitor.open()
  monitor.on('command', ([name = '', ...keys]) => {
    if (name.toLowerCase() === 'mget' && keys.some((key) => key.includes(namespace))) reads.push(keys.join(' '))
  })
  monitors.push(monitor)
  return reads
}

test('it ends with the connection that tells, before it is missed', async () => {
  await kept()
  const clients = String(await client.client('LIST')).split('\n')
  const telling = clients.find((line) => line.includes(`name=${namespace}`) && line.includes(' sub=1 '))
  await client.client('KILL', 'ID', /^id=(\d+)/.exec(telling ?? '')?.[1] ?? '')
  await eventually(() => found() === undefined)
  await kept()
})

test('what is no token is not kept', async () => {
  await client.set(`{${namespace}}:${one}`, 'P pending')
  await kept([two])
  expect((await store.read(both)).tokens[0]).toBeUndefined()
  expect(found([two])).toBeDefined()
  expect(found()).toBeUndefined()
})

test('what Redis would not tell of, or by another text, is not kept', async () => {
  await kept()
  for (const odd of ['epoch', 'other#1', 'alkey:users#\ud800']) {
    await store.read([odd])
    await store.read([odd])
    expect(found([odd])).toBeUndefined()
  }
})
