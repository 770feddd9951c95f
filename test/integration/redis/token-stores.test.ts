import { type Redis } from 'ioredis'
import { Alkey, MemoryTokenStore, RedisTokenStore, type TokenStore, ref } from '../../../src'
import { tokenStoreContract } from '../../../src/testing'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { connectRedis, sharedRedis, uniqueNamespace } from '../../support/redis/redis'
import type { Server } from '../../support/servers/server'
import { sharedUrl } from '../../support/servers/shared-url'
import { startRedis } from '../../support/servers/start-redis'

expectWarnings(unattached)

let client: Redis
let prefixed: Redis

beforeAll(async () => {
  client = await connectRedis()
  prefixed = await connectRedis(undefined, { keyPrefix: 'app:', db: 3 })
})

afterAll(() => {
  client.disconnect()
  prefixed.disconnect()
})

const stores: Record<string, () => TokenStore> = {
  'in memory': () => new MemoryTokenStore(),
  "on a given client's Redis": () => new RedisTokenStore({ redis: client, namespace: uniqueNamespace() }),
  'with key prefix and database of a client': () =>
    new RedisTokenStore({ redis: prefixed, namespace: uniqueNamespace() }),
  'at a URL': () => new RedisTokenStore(sharedRedis()),
  'at a URL with a database': () => {
    const url = new URL(sharedUrl('REDIS_URL'))
    url.pathname = '/2'
    return new RedisTokenStore({ redis: url.href, namespace: uniqueNamespace() })
  },
  'by ioredis options': () => {
    const { hostname, port, password } = new URL(sharedUrl('REDIS_URL'))
    const redis = { host: hostname, port: Number(port) || 6379, password: decodeURIComponent(password) }
    return new RedisTokenStore({ redis: { ...redis, db: 1, keyPrefix: 'app:' }, namespace: uniqueNamespace() })
  },
}

describe.each(Object.entries(stores))('a token store %s', (_, open) => {
  for (const { name, run } of tokenStoreContract(open)) {
    test(name, run)
  }
})

describe('two stores of one Redis', () => {
  test('share the tokens of one namespace, and none of two', async () => {
    const namespace = uniqueNamespace()
    const [one, same, other] = [namespace, namespace, `${namespace}2`].map(
      (name) => new RedisTokenStore({ redis: client, namespace: name }),
    ) as [RedisTokenStore, RedisTokenStore, RedisTokenStore]
    const before = await one.read(['alkey:users#1'])
    expect(await same.read(['alkey:users#1'])).toEqual(before)
    const others = await other.read(['alkey:users#1'])
    expect(others.tokens).not.toEqual(before.tokens)

    await same.bump(['alkey:users#1'])
    expect((await one.read(['alkey:users#1'])).tokens).not.toEqual(before.tokens)
    await one.flush()
    expect((await same.read([])).generation).not.toBe(before.generation)
    expect(await other.read(['alkey:users#1'])).toEqual(others)
    await Promise.all([one, same, other].map((store) => store.close()))
  })
})

describe('in Redis', () => {
  let server: Server
  let admin: Redis
  let store: RedisTokenStore

  beforeAll(async () => {
    server = await startRedis()
    admin = await connectRedis(server.url)
  })

  beforeEach(async () => {
    await admin.flushall()
    store = new RedisTokenStore({ redis: server.url, namespace: 'shop', tokenTtlMs: 60_000 })
  })

  afterEach(async () => {
    await store.close()
  })

  afterAll(async () => {
    admin.disconnect()
    await server.stop()
  })

  /** How often the server ran each command, but for what tells so. */
  async function commandsOf(work: () => Promise<unknown>): Promise<Record<string, number>> {
    await admin.config('RESETSTAT')
    await work()
    const lines = (await admin.info('commandstats')).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)
    const calls = Array.from(lines, ([, name = '', count]): [string, number] => [name, Number(count)])
    return Object.fromEntries(calls.filter(([name]) => !/^(config|info)\b/.test(name)))
  }

  test('a read takes one command when all tokens are there', async () => {
    const identifiers = Array.from({ length: 400 }, (_, id) => `alkey:users#${id}`)
    await store.read(identifiers)
    expect(await commandsOf(() => store.read(identifiers))).toEqual({ mget: 1 })
  })

  test('a read takes one more trip for those that are missing', async () => {
    // The script must be known: the first one ever is sent twice.
    await store.read(['alkey:users#1'])
    expect(await commandsOf(() => store.read(['alkey:users#1', 'alkey:users#2', 'alkey:users#3']))).toEqual({
      mget: 1,
      evalsha: 1,
      // These two run inside the script.
      get: 2,
      set: 2,
      time: 1,
    })
  })

  test('a key for a row takes one command, a bump of it another', async () => {
    const alkey = new Alkey({ redis: server.url, namespace: 'shop', deadlineMs: 10_000 })
    await alkey.keyGenerator(ref('users', 1))
    expect(await commandsOf(() => alkey.keyGenerator(ref('users', 1), ref('users', 2), 'page'))).toMatchObject({
      mget: 1,
    })
    expect(await commandsOf(() => alkey.keyGenerator(ref('users', 1), ref('users', 2), 'page'))).toEqual({ mget: 1 })
    expect(await commandsOf(() => alkey.invalidate(ref('users', 1)))).toEqual({ unlink: 1 })
    await alkey.close()
  })

  test('tokens expire when nobody reads them for long, the epoch never does', async () => {
    await store.read(['alkey:users#1'])
    expect(await admin.pttl('{shop}:alkey:users#1')).toBeGreaterThan(50_000)
    expect(await admin.pttl('{shop}:alkey:users#1')).toBeLessThanOrEqual(60_000)
    expect(await admin.pttl('{shop}:epoch')).toBe(-1)
    await store.flush()
    expect(await admin.pttl('{shop}:epoch')).toBe(-1)
  })

  test('records expire no sooner than the tokens that they name', async () => {
    await store.record('set-1', ['alkey:users#1'], 60_000)
    expect(await admin.smembers('{shop}:changed:set-1')).toEqual(['alkey:users#1'])
    expect(await admin.pttl('{shop}:changed:set-1')).toBeGreaterThan(50_000)
    await store.settle('set-1', ['alkey:users#1'])
    expect(await admin.keys('*changed*')).toEqual([])
  })

  test('every key is under the hash tag of the namespace', async () => {
    await store.read(['alkey:users#1', 'alkey:*#*'])
    await store.record('set-1', ['alkey:users#1'], 60_000)
    await store.flush()
    const keys = await admin.keys('*')
    expect(keys.filter((key) => !key.startsWith('{shop}:'))).toEqual([])
    expect(keys).toHaveLength(5)
  })

  test('a key prefix stands before all of it, and the database is that of the client', async () => {
    const given = await connectRedis(server.url, { keyPrefix: 'app:', db: 5 })
    const own = new RedisTokenStore({ redis: given, namespace: 'shop' })
    await own.read(['alkey:users#1'])
    await own.record('set-1', ['alkey:users#1'], 60_000)
    await own.flush()
    expect(await admin.keys('*')).toEqual([])
    await admin.select(5)
    const keys = await admin.keys('*')
    await admin.select(0)
    expect(keys.sort()).toEqual([
      'app:{shop}:alkey:users#1',
      'app:{shop}:changed:set-1',
      'app:{shop}:changes',
      'app:{shop}:epoch',
    ])
    await own.close()
    given.disconnect()
  })

  test('scripts that the server has forgotten are sent again', async () => {
    const { generation } = await store.read(['alkey:users#1'])
    await admin.script('FLUSH')
    expect((await store.read(['alkey:users#2'])).generation).toBe(generation)
    await admin.script('FLUSH')
    await store.flush()
    expect((await store.read([])).generation).not.toBe(generation)
  })

  test('everything is forgotten with FLUSHALL', async () => {
    const before = await store.read(['alkey:users#1'])
    await admin.flushall()
    const after = await store.read(['alkey:users#1'])
    expect(after.generation).not.toBe(before.generation)
    expect(after.tokens).not.toEqual(before.tokens)
  })

  test('a lost token makes a new one, also when the epoch is still there', async () => {
    const before = await store.read(['alkey:users#1'])
    await admin.unlink('{shop}:alkey:users#1')
    const after = await store.read(['alkey:users#1'])
    expect(after.generation).toBe(before.generation)
    expect(after.tokens).not.toEqual(before.tokens)
  })

  test('what does not begin as tokens do is one under which nothing may be cached', async () => {
    await store.read(['alkey:users#1', 'alkey:users#2'])
    await admin.set('{shop}:alkey:users#1', 'Pending')
    const { tokens } = await store.read(['alkey:users#1', 'alkey:users#2'])
    expect([typeof tokens[0], typeof tokens[1]]).toEqual(['undefined', 'string'])

    const alkey = new Alkey({ store })
    expect(await alkey.keyGenerator.explain(ref('users', 1))).toMatchObject({ cacheable: false, reason: 'pending' })
    expect(await alkey.keyGenerator.explain(ref('users', 2))).toMatchObject({ cacheable: true })
    await alkey.close()
  })

  test('a key of another type makes nothing cacheable, and breaks nothing else', async () => {
    // Redis before 7 says before it that the script failed.
    expectWarnings(/Redis refused GET while reading tokens: (ERR [^]*)?WRONGTYPE/)
    await admin.hset('{shop}:alkey:users#1', 'a', '1')
    const alkey = new Alkey({ store })
    expect(await alkey.keyGenerator.explain(ref('users', 1))).toMatchObject({ reason: 'refused' })
    expect(await alkey.keyGenerator.explain(ref('users', 2))).toMatchObject({ cacheable: true })
    await alkey.invalidate(ref('users', 1))
    expect(await alkey.keyGenerator.explain(ref('users', 1))).toMatchObject({ cacheable: true })
    await alkey.close()
  })
})
