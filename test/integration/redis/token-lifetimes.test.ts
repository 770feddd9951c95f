import { type Redis } from 'ioredis'
import { RedisTokenStore } from '../../../src'
import { ensureTokens } from '../../../src/redis/scripts/ensure-tokens'
import { replaceEpoch } from '../../../src/redis/scripts/replace-epoch'
import { connectRedis, uniqueNamespace } from '../../support/redis/redis'
import { startRedis } from '../../support/servers/start-redis'
import { eventually } from '../../support/waiting/eventually'

describe('a script that the client sends again', () => {
  let redis: Redis
  let key: string

  beforeAll(async () => {
    redis = await connectRedis()
  })

  beforeEach(() => {
    key = uniqueNamespace()
  })

  afterAll(() => {
    redis.disconnect()
  })

  test('leaves a token that is there', async () => {
    const made = await ensureTokens(redis, [key], ['nonce', 60_000])
    expect(await ensureTokens(redis, [key], ['nonce', 60_000])).toEqual(made)
  })

  test('does not bring back a token that was bumped in between', async () => {
    const made = await ensureTokens(redis, [key], ['nonce', 60_000])
    await redis.unlink(key)
    expect(await ensureTokens(redis, [key], ['nonce', 60_000])).not.toEqual(made)
    await redis.unlink(key)
  })

  test('does not bring back an epoch either', async () => {
    const epochs = [await replaceEpoch(redis, [key], ['nonce']), await replaceEpoch(redis, [key], ['nonce'])]
    expect(epochs[0]).not.toBe(epochs[1])
    expect(await redis.get(key)).toBe(epochs[1])
    await redis.unlink(key)
  })

  test('makes different tokens for the keys of one call', async () => {
    const keys = Array.from({ length: 200 }, (_, i) => `${key}:${i}`)
    const tokens = (await ensureTokens(redis, keys, ['nonce', 60_000])) as string[]
    expect(new Set(tokens).size).toBe(keys.length)
    await redis.unlink(keys)
  })
})

describe('a Redis that is started again', () => {
  test.each([
    ['with its old data', true],
    ['without its data', false],
  ])('%s makes another generation', async (_, isSaved) => {
    const first = await startRedis()
    const store = new RedisTokenStore({ redis: first.url, namespace: 'shop' })
    const before = await store.read(['alkey:users#1'])
    const admin = await connectRedis(first.url)
    if (isSaved) await admin.save()
    admin.disconnect()
    await first.kill('SIGKILL')
    const second = await startRedis({ port: first.port, dir: first.dir })

    // Until the connection is back, there is no answer at all.
    await eventually(async () => {
      const after = await store.read(['alkey:users#1'])
      expect(after.tokens[0] === before.tokens[0]).toBe(isSaved)
      expect(after.generation).not.toBe(before.generation)
    })
    await store.close()
    await second.stop()
  })
})
