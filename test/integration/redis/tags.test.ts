import type { Redis } from 'ioredis'
import { Alkey, type AlkeyEvents, RedisTokenStore } from '../../../src'
import { RedisHandler, StandardTag } from '../../../src/fragmented-keys'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { connectRedis, sharedRedis, uniqueNamespace } from '../../support/redis/redis'
import { sharedUrl } from '../../support/servers/shared-url'
import { type TcpProxy, startTcpProxy } from '../../support/servers/tcp-proxy'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(unattached)

let namespace: string
let alkey: Alkey
let redis: Redis

beforeAll(async () => {
  redis = await connectRedis()
})

afterAll(() => {
  redis.disconnect()
})

beforeEach(() => {
  namespace = uniqueNamespace()
  alkey = new Alkey({ ...sharedRedis(namespace), leaseMs: 100 })
})

afterEach(() => alkey.close())

test("a tag's token stands under its identifier in the namespace", async () => {
  const tag = alkey.tag('city', 'São Paulo')
  await alkey.keyGenerator(tag)
  expect(await redis.get(`{${namespace}}:alkey:@city#S%C3%A3o%20Paulo`)).toMatch(/^T/)
  await tag.increment()
  expect(await redis.exists(`{${namespace}}:alkey:@city#S%C3%A3o%20Paulo`)).toBe(0)
})

test('a tag in the record of a writer that has died is bumped by others, and nothing else', async () => {
  const writer = new RedisTokenStore(sharedRedis(namespace))
  const repaired: AlkeyEvents['repaired'][] = []
  alkey.on('repaired', (event) => repaired.push(event))
  const [before, other] = [
    await alkey.keyGenerator(alkey.tag('city', 'chicago')),
    await alkey.keyGenerator('alkey:*#*'),
  ]
  await writer.record('dead', ['alkey:@city#chicago'], 1)
  await writer.close()
  await eventually(() => {
    expect(repaired).toEqual([{ identifiers: ['alkey:@city#chicago'] }])
  })
  expect(await alkey.keyGenerator(alkey.tag('city', 'chicago'))).not.toBe(before)
  expect(await alkey.keyGenerator('alkey:*#*')).toBe(other)
})

test('a Redis of tags that gives no answer holds keys no longer than the deadline, and they say why', async () => {
  const proxy = await startTcpProxy(sharedUrl('REDIS_URL'))
  const client = await connectRedis(proxy.url)
  const own = new Alkey({ ...sharedRedis(namespace), deadlineMs: 500 })
  const tag = new StandardTag('City', 'chicago', { handler: new RedisHandler(client), prefix: namespace })
  expect(own.isCacheable(await own.keyGenerator(tag))).toBe(true)
  proxy.pause()
  expect(await own.keyGenerator.explain(tag, 'page')).toMatchObject({ cacheable: false, reason: 'handler-failed' })
  expect(own.isCacheable(await own.keyGenerator(own.tag('City', 'chicago')))).toBe(true)
  await own.close()
  client.disconnect()
  await proxy.close()
})

describe('a Redis of tags', () => {
  let proxy: TcpProxy
  let client: Redis
  let own: Alkey
  let handler: RedisHandler
  const tag = (): StandardTag => new StandardTag('City', 'chicago', { handler, prefix: namespace })
  const stored = async (): Promise<number> => Number(await redis.get(tag().getTagName()))

  beforeEach(async () => {
    proxy = await startTcpProxy(sharedUrl('REDIS_URL'))
    client = await connectRedis(proxy.url)
    handler = new RedisHandler(client)
    own = new Alkey({ ...sharedRedis(namespace), deadlineMs: 500 })
    own.on('error', () => undefined)
  })

  afterEach(async () => {
    await own.close()
    client.disconnect()
    await proxy.close()
  })

  test('that was away has the tag incremented once, however many keys were made meanwhile', async () => {
    const key = await own.keyGenerator(tag())
    const before = await stored()
    proxy.pause()
    await expect(own.invalidate(tag())).rejects.toMatchObject({ code: 'ALKEY_HANDLER_FAILED' })
    const meanwhile = await Promise.all(Array.from({ length: 200 }, () => own.keyGenerator(tag())))
    expect(meanwhile.some((one) => own.isCacheable(one))).toBe(false)
    proxy.resume()
    await eventually(async () => own.isCacheable(await own.keyGenerator(tag())))
    expect(await own.keyGenerator(tag())).not.toBe(key)
    expect(await stored()).toBeCloseTo(before + 0.1)
  })

  test('is asked once for a tag that a call or a transaction names often', async () => {
    await own.keyGenerator(tag())
    const before = await stored()
    await own.invalidate(...Array.from({ length: 300 }, tag))
    expect(await stored()).toBeCloseTo(before + 0.1)
  })
})
