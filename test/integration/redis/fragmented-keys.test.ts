import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { FragmentedKeyRing, MemoryHandler, RedisHandler, StandardKey, StandardTag } from '../../../src/fragmented-keys'
import { MARKS } from '../../../src/fragmented-keys/redis-versions'
import { formatVersion } from '../../../src/fragmented-keys/version-text'
import { recording } from '../../support/fragmented-keys/recording-handler'
import { describeAtomicTags, describeTags } from '../../support/fragmented-keys/tag-behaviour'
import { type Child, startChild } from '../../support/processes/child-process'
import { connectRedis, uniqueNamespace } from '../../support/redis/redis'
import { sharedUrl } from '../../support/servers/shared-url'
import { startRedis } from '../../support/servers/start-redis'
import type * as incrementer from './processes/incrementer'

let redis: Redis
let handler: RedisHandler
let prefix: string

beforeAll(async () => {
  redis = await connectRedis()
  handler = new RedisHandler(redis)
})

afterAll(() => {
  redis.disconnect()
})

beforeEach(() => {
  prefix = `.${uniqueNamespace()}`
})

describe('over Redis', () => {
  describeTags(() => handler)
  describeAtomicTags(
    () => handler,
    (key) => redis.del(key),
  )

  test('a value with a time to live is kept for so many seconds', async () => {
    await handler.set(`a${prefix}`, 'value', 100)
    expect(await redis.ttl(`a${prefix}`)).toBeGreaterThan(95)
    await handler.set(`b${prefix}`, 'value')
    expect(await redis.ttl(`b${prefix}`)).toBe(-1)
    await expect(handler.set(`b${prefix}`, 'value', 0)).rejects.toMatchObject({ code: 'ALKEY_INVALID_OPTION' })
    expect(await handler.getMulti([`a${prefix}`, `c${prefix}`, `b${prefix}`])).toEqual({
      [`a${prefix}`]: 'value',
      [`b${prefix}`]: 'value',
    })
    expect(await handler.getMulti([])).toEqual({})
  })

  test('a fresh version has digits below the millisecond', async () => {
    const tags = Array.from({ length: 20 }, (_, i) => new StandardTag('Tag', i, { handler, prefix }))
    const versions = await Promise.all(tags.map((tag) => tag.getTagVersion()))
    expect(versions.some((version) => !Number.isInteger(version))).toBe(true)
  })

  test('nothing grows with the number of tags but the tags', async () => {
    const marks = await redis.hlen(MARKS)
    const tags = Array.from({ length: 3_000 }, (_, i) => new StandardTag('Tag', i, { handler, prefix }))
    await new StandardKey('K', tags).getKeyStr()
    expect(marks).toBeLessThanOrEqual(1_024)
    expect(await redis.hlen(MARKS)).toBeLessThanOrEqual(1_024)
    await redis.del(tags.map((tag) => tag.getTagName()))
  })

  test("a client's own prefix goes before all keys", async () => {
    const client = await connectRedis(undefined, { keyPrefix: `own${prefix}:` })
    const tag = new StandardTag('City', 'chicago', { handler: new RedisHandler(client), prefix })
    const [first, second] = [await tag.getTagVersion(), await tag.increment()]
    expect(second).toBe(first + 0.1)
    expect(await redis.get(`own${prefix}:City_chicago${prefix}`)).toBe(formatVersion(second))
    expect(await redis.exists(`own${prefix}:${MARKS}`)).toBe(1)
    await new StandardKey('K', [tag]).getKeyStr()
    await redis.del(`own${prefix}:City_chicago${prefix}`, `own${prefix}:${MARKS}`)
    client.disconnect()
  })

  test('no version comes back in another process, which has not seen the earlier ones', async () => {
    const ahead = Date.now() + 10_000
    await new StandardTag('City', 'chicago', { handler, prefix }).setTagVersion(ahead, true)
    const seen = [ahead]
    for (let i = 0; i < 3; i++) {
      // What was seen is known by client.
      const client = await connectRedis()
      const tag = new StandardTag('City', 'chicago', { handler: new RedisHandler(client), prefix })
      await redis.del(tag.getTagName())
      seen.push(await tag.getTagVersion(), await tag.increment())
      client.disconnect()
    }
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
  })

  test('no version comes back when Redis has evicted what it knew of them as well', async () => {
    const tag = (): StandardTag => new StandardTag('City', 'chicago', { handler, prefix })
    const ahead = Date.now() + 10_000
    await tag().setTagVersion(ahead, true)
    const seen = [ahead, await tag().increment()]
    await redis.del(tag().getTagName(), MARKS)
    seen.push(await tag().getTagVersion())
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
  })

  test('handlers of one client take turns', async () => {
    const { client, calls } = counted(redis)
    const tags = Array.from(
      { length: 50 },
      () => new StandardTag('City', 'chicago', { handler: new RedisHandler(client), prefix }),
    )
    const versions = await Promise.all(tags.map((tag) => tag.increment()))
    expect(new Set(versions).size).toBe(50)
    // Each looks once, and then puts its own there.
    expect(calls()).toBe(100)
  })

  test('a Redis that is away gives an error that names the handler', async () => {
    const server = await startRedis()
    const client = await connectRedis(server.url, { maxRetriesPerRequest: 0, retryStrategy: () => null })
    const tag = new StandardTag('City', 'chicago', { handler: new RedisHandler(client) })
    await tag.getTagVersion()
    await server.kill('SIGKILL')
    for (const failing of [tag.increment(), new StandardKey('K', [tag]).getKeyStr()]) {
      await expect(failing).rejects.toMatchObject({
        code: 'ALKEY_HANDLER_FAILED',
        message: expect.stringContaining("'RedisHandler'") as unknown,
      })
    }
    client.disconnect()
    await server.stop()
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a URL', 'redis://localhost'],
    ['a cluster', { mget: () => undefined, evalsha: () => undefined, isCluster: true }],
  ])('%s for a client is refused', (_, client) => {
    expect(() => new RedisHandler(client as Redis)).toThrow(
      expect.objectContaining({ code: 'ALKEY_INVALID_OPTION' }) as Error,
    )
  })
})

describe('over Redis and memory', () => {
  test('a key takes one bulk read of each, and sees increments in both', async () => {
    const [one, two] = [recording(handler), recording(new MemoryHandler())]
    const ring = new FragmentedKeyRing({
      cacheHandlers: { redis: one.handler, memory: two.handler },
      defaultCacheHandler: 'redis',
      defaultPrefix: prefix,
    }).defineKey('Users', ['universe', { tag: 'planet', cacheHandler: 'memory' }, 'city'])
    const key = ring.getUsersKeyObj('MilkyWay', 'Earth', 'Chicago')
    const keys = [await key.getKeyStr()]
    one.calls.length = two.calls.length = 0
    expect(await key.getKeyStr()).toBe(keys[0])
    expect([one.calls, two.calls]).toEqual([['getMulti'], ['getMulti']])
    await ring.tag('city', 'Chicago').increment()
    keys.push(await key.getKeyStr())
    await ring.tag('planet', 'Earth', { cacheHandler: 'memory' }).increment()
    keys.push(await key.getKeyStr())
    expect(new Set(keys).size).toBe(3)
  })
})

describe('over several processes', () => {
  let children: Child<typeof incrementer>[]

  beforeAll(async () => {
    children = await Promise.all(
      Array.from({ length: 2 }, () => startChild<typeof incrementer>(join(__dirname, 'processes', 'incrementer.ts'))),
    )
  }, 60_000)

  afterAll(async () => {
    await Promise.all(children.map((child) => child.kill()))
  })

  test('a thousand increments at once give a thousand versions, and a key sees them', async () => {
    await Promise.all(children.map((child) => child.call('open', sharedUrl('REDIS_URL'), 'Flag', prefix)))
    const first = await Promise.all(children.map((child) => child.call('version')))
    expect(new Set(first).size).toBe(1)

    const key = new StandardKey('K', [new StandardTag('Flag', '', { handler, prefix })])
    const before = await key.getKeyStr({ hash: false })
    const here = Array.from({ length: 400 }, () => new StandardTag('Flag', '', { handler, prefix }).increment())
    const there = children.map((child) => child.call('increment', 300))
    const versions = (await Promise.all([Promise.all(here), ...there])).flat()
    expect(new Set(versions).size).toBe(1_000)

    // Each is one step of 0.1 from the last, so none was lost.
    let version = first[0] as number
    const steps = Array.from({ length: 1_000 }, () => (version += 0.1))
    expect(versions.sort((a, b) => a - b)).toEqual(steps)
    expect(await redis.get(`Flag_${prefix}`)).toBe(formatVersion(version))
    const after = await key.getKeyStr({ hash: false })
    expect(before).toBe(`K_:tFlag_${prefix}:v${formatVersion(first[0] as number)}`)
    expect(after).toBe(`K_:tFlag_${prefix}:v${formatVersion(version)}`)
  }, 60_000)
})

/** A client that tells how often a script was run. */
function counted(client: Redis): { client: Redis; calls: () => number } {
  const copy = Object.create(client) as Redis
  const evalsha = jest.fn((...args: Parameters<Redis['evalsha']>) => client.evalsha(...args))
  copy.evalsha = evalsha as unknown as Redis['evalsha']
  return { client: copy, calls: () => evalsha.mock.calls.length }
}
