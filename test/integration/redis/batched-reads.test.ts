import { setImmediate as nextTurn } from 'node:timers/promises'
import { Alkey, RedisTokenStore, ref } from '../../../src'
import { connectRedis, sharedRedis } from '../../support/redis/redis'
import { commandsDuring } from '../../support/redis/seen-commands'
import { heard } from '../../support/watching/heard-events'

const redis = sharedRedis()
const { namespace } = redis
const alkey = new Alkey({ ...redis, schemaVersion: '1' })
const tokenOf = (id: number): string => `{${namespace}}:alkey:users#${id}`

afterAll(() => alkey.close())

/** The URL of a user who may write nothing. */
async function readOnlyUser(): Promise<string> {
  const admin = await connectRedis()
  await admin.acl('SETUSER', namespace, 'reset', 'on', '>password', '~*', '+@read', '+info')
  admin.disconnect()
  const url = new URL(redis.redis)
  url.username = namespace
  url.password = 'password'
  return url.href
}

/** The keys of each MGET, but for the epoch and the bulk token. */
async function readDuring(work: () => Promise<unknown>): Promise<string[][]> {
  const commands = await commandsDuring(namespace, work)
  const others = new Set([`{${namespace}}:epoch`, `{${namespace}}:alkey:users#~`])
  return commands
    .filter(([name]) => name === 'mget')
    .map((command) => command.slice(1).filter((key) => !others.has(key)))
}

beforeAll(async () => {
  for (let id = 0; id < 100; id++) await alkey.keyGenerator(ref('users', id))
})

test('keys that are asked for in one turn are read together, each token once', async () => {
  const ids = [1, 2, 3, 2, 1]
  const reads = await readDuring(() => Promise.all(ids.map((id) => alkey.keyGenerator(ref('users', id)))))
  expect(reads).toEqual([[1, 2, 3].map(tokenOf)])
})

test('many callers who each go on to the next key make few reads', async () => {
  const reads = await readDuring(() =>
    Promise.all(
      Array.from({ length: 64 }, async (_, caller) => {
        for (let i = 0; i < 10; i++) await alkey.keyGenerator(ref('users', (caller + i) % 100))
      }),
    ),
  )
  expect(reads.length).toBeLessThanOrEqual(20)
})

test('who asks for the same once it was sent has an answer of its own, which may be newer', async () => {
  const key = (): Promise<string> => alkey.keyGenerator(ref('users', 1))
  const reads = await readDuring(async () => {
    const together = [key(), key()]
    await new Promise<void>((resolve) => {
      process.nextTick(resolve)
    })
    await Promise.all([...together, key()])
  })
  expect(reads).toEqual([[tokenOf(1)], [tokenOf(1)]])
})

test('an array that its owner changes is read as it is', async () => {
  const store = new RedisTokenStore(redis)
  const identifiers = ['alkey:users#1']
  const first = await store.read(identifiers)
  identifiers[0] = 'alkey:users#2'
  const second = await store.read(identifiers)
  expect(second.tokens).not.toEqual(first.tokens)
  expect(second.tokens).toEqual((await store.read(['alkey:users#2'])).tokens)
  await store.close()
})

test('more keys than belong in one MGET are read by several, and each caller gets its own', async () => {
  const ids = Array.from({ length: 1_500 }, (_, id) => `many ${id}`)
  const lists = [ids.slice(0, 900), ids.slice(600), ids.slice(100, 110)].map((some) =>
    some.map((id) => ref('users', id)),
  )
  const one = await Promise.all(lists.map((list) => alkey.keyGenerator(...list)))
  const reads = await readDuring(async () => {
    expect(await Promise.all([...lists, ...lists].map((list) => alkey.keyGenerator(...list)))).toEqual([...one, ...one])
  })
  expect(reads.flat().length).toBeLessThan(2_000)
  for (const list of lists) expect([await alkey.keyGenerator(...list)]).toEqual([one[lists.indexOf(list)]])
})

test('tokens that many miss are made once, and they all get the same', async () => {
  const store = new RedisTokenStore(redis)
  const admin = await connectRedis()
  await store.read(['alkey:users#1'])
  await admin.del(tokenOf(1))
  const commands = await commandsDuring(namespace, async () => {
    const readings = await Promise.all(Array.from({ length: 20 }, () => store.read(['alkey:users#1'])))
    expect(new Set(readings.map(({ tokens }) => tokens[0])).size).toBe(1)
    expect(readings[0]?.tokens[0]).toMatch(/^T/)
  })
  expect(commands.filter(([name]) => name === 'evalsha' || name === 'eval')).toHaveLength(1)
  admin.disconnect()
  await store.close()
})

test('a key that holds something else is the business of those who asked for it', async () => {
  const store = new RedisTokenStore(redis)
  const admin = await connectRedis()
  await admin.del(tokenOf(1), tokenOf(2), tokenOf(3))
  await admin.sadd(tokenOf(2), 'no token')
  const read = (id: number) => store.read([`alkey:users#${id}`])
  const [one, two, three] = await Promise.allSettled([read(1), read(2), read(3)])
  expect(two).toMatchObject({ status: 'rejected', reason: { code: 'ALKEY_REFUSED', reply: 'WRONGTYPE' } })
  for (const other of [one, three]) expect(other).toMatchObject({ status: 'fulfilled' })
  await admin.del(tokenOf(2))
  admin.disconnect()
  await store.close()
})

test('a server that makes no tokens is asked once for all who wait for some', async () => {
  const store = new RedisTokenStore({ ...redis, redis: await readOnlyUser() })
  const read = (id: number) => store.read([`alkey:users#refused ${id}`])
  const commands = await commandsDuring(namespace, async () => {
    const readings = await Promise.allSettled(Array.from({ length: 50 }, (_, id) => read(id)))
    for (const reading of readings) expect(reading).toMatchObject({ status: 'rejected', reason: { reply: 'NOPERM' } })
  })
  expect(commands.filter(([name]) => name === 'evalsha' || name === 'eval').length).toBeLessThanOrEqual(2)
  await store.close()
})

test('a busy event loop while the first connection is made is no outage', async () => {
  const hasty = new Alkey({ ...redis, deadlineMs: 100, schemaVersion: '1' })
  const outages = heard(hasty, 'unavailable')
  const key = hasty.keyGenerator(ref('users', 1))
  for (const until = performance.now() + 300; performance.now() < until;);
  expect(hasty.isCacheable(await key)).toBe(true)
  expect(outages).toEqual([])
  await hasty.close()
})

test('a busy event loop between the two trips for a new token is no outage', async () => {
  const hasty = new Alkey({ ...redis, deadlineMs: 100, schemaVersion: '1' })
  const outages = heard(hasty, 'unavailable')
  await hasty.keyGenerator(ref('users', 1))
  for (let round = 0; round < 5; round++) {
    const key = hasty.keyGenerator(ref('users', `new ${round}`))
    await nextTurn()
    // The answer of the first trip lies in the socket meanwhile.
    for (const until = performance.now() + 300; performance.now() < until;);
    expect(hasty.isCacheable(await key)).toBe(true)
  }
  expect(outages).toEqual([])
  await hasty.close()
})

test('tokens are asked for before values, which may be long', async () => {
  const remember = (id: number): Promise<string> => alkey.remember([ref('users', id), 'page'], () => 'page')
  await Promise.all([remember(1), remember(2)])
  const commands = await commandsDuring(namespace, () =>
    Promise.all([remember(1), remember(2), alkey.keyGenerator(ref('users', 3))]),
  )
  const [tokens, values, ...others] = commands.map(([, ...keys]) => keys)
  expect(tokens).toEqual(expect.arrayContaining([1, 2, 3].map(tokenOf)))
  expect(values).toEqual([expect.stringContaining(':value:'), expect.stringContaining(':value:')])
  expect(others).toEqual([])
})
