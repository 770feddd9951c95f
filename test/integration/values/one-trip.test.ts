import { Alkey, type KeyPart, MemoryValueStore, ref } from '../../../src'
import { sharedRedis } from '../../support/redis/redis'
import { type TcpProxy, startTcpProxy } from '../../support/servers/tcp-proxy'
import { counting } from '../../support/values/counting-load'

const redis = { ...sharedRedis(), schemaVersion: '1' }
let proxy: TcpProxy
let alkey: Alkey

beforeAll(async () => {
  proxy = await startTcpProxy(redis.redis)
  alkey = new Alkey({ ...redis, redis: proxy.url })
})

afterAll(async () => {
  await alkey.close()
  await proxy.close()
})

/** How often something was written to Redis while all of `work` was done at once: what is asked in one go is one piece. */
async function tripsOf(...work: (() => Promise<unknown>)[]): Promise<number> {
  const before = proxy.forwarded.chunks
  await Promise.all(work.map((one) => one()))
  return proxy.forwarded.chunks - before
}

let load = counting((call) => call)
const page = (id: number): KeyPart[] => [ref('users', id), ref('users', id + 1), 'page']

beforeEach(() => (load = counting((call) => call)))

test('a hit is one round trip, and so are many hits of one turn', async () => {
  const hits = [1, 11].map((id) => () => alkey.remember(page(id), load))
  await Promise.all(hits.map((hit) => hit()))
  expect(await tripsOf(...hits.slice(0, 1))).toBe(1)
  expect(await tripsOf(...hits, ...hits)).toBe(1)
  expect(load).toHaveBeenCalledTimes(2)
})

test('a hit of a value that is made of others is one, too', async () => {
  const outer = () =>
    alkey.remember(['outer', ref('users', 21)], async () => `of ${await alkey.remember([ref('posts', 21)], load)}`)
  await outer()
  await outer()
  expect(await tripsOf(outer)).toBe(1)
  await alkey.invalidate(ref('posts', 21))
  expect(await outer()).toBe('of 2')
})

test('a value that was stored under an earlier key does not count', async () => {
  const remember = () => alkey.remember(page(31), load)
  await remember()
  await remember()
  await alkey.invalidate(ref('users', 32))
  expect(await remember()).toBe(2)
  expect(await remember()).toBe(2)
  expect(await tripsOf(remember)).toBe(1)
})

test('a value that another process has stored under the new key is found by a second trip', async () => {
  const other = new Alkey(redis)
  const remember = (by: Alkey) => by.remember(page(41), load)
  await remember(alkey)
  await other.invalidate(ref('users', 41))
  await remember(other)
  expect(await tripsOf(() => remember(alkey))).toBe(2)
  expect(load).toHaveBeenCalledTimes(2)
  await other.close()
})

test('values of another store are asked for beside the tokens', async () => {
  const values = new MemoryValueStore()
  await alkey.remember(page(51), load, { values })
  const asked: string[] = []
  const watched = {
    get: (key: string) => {
      asked.push(key)
      return values.get(key)
    },
    set: () => undefined,
  }
  const found = () => alkey.remember(page(51), load, { values: watched })
  await found()
  const reading = found()
  // Before there is an answer.
  expect(asked).toHaveLength(2)
  await reading
  expect(load).toHaveBeenCalledTimes(1)
})
