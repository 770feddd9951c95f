import { Redis } from 'ioredis'
import { Alkey, type AlkeyOptions, type KeyPart, RedisTokenStore, ref } from '../../../src'
import { commandsDuring } from '../../support/redis/seen-commands'
import { connectRedis, sharedRedis } from '../../support/redis/redis'
import type { Server } from '../../support/servers/server'
import { startRedis } from '../../support/servers/start-redis'
import { startTcpProxy } from '../../support/servers/tcp-proxy'
import { counting } from '../../support/values/counting-load'
import { eventually } from '../../support/waiting/eventually'
import { heard } from '../../support/watching/heard-events'

// Keys of an Alkey that keeps tokens in the process.

const nearCache = { maxStalenessMs: 60_000 }
const parts: KeyPart[] = [ref('users', 1), ref('users', 2), 'page']
const opened: Alkey[] = []

const closeOpened = (): Promise<unknown> => Promise.all(opened.splice(0).map((alkey) => alkey.close()))

afterEach(closeOpened)

function open(options: AlkeyOptions): Alkey {
  const alkey = new Alkey({ schemaVersion: '1', ...options })
  opened.push(alkey)
  return alkey
}

/** Makes keys until the tokens are kept. */
async function keptKey(alkey: Alkey, of = parts): Promise<string> {
  let found = ''
  await eventually(async () => {
    const { key, isNear } = await alkey.keyGenerator.explain(...of)
    found = key
    return isNear === true
  })
  return found
}

const namesOf = (commands: string[][]): string[] => commands.map(([name = '']) => name)

test('a key takes no command while its tokens are kept, and is that of everybody else', async () => {
  const redis = sharedRedis()
  const alkey = open({ ...redis, nearCache })
  const other = open(redis)
  const key = await keptKey(alkey)
  const made: string[] = []
  const commands = await commandsDuring(redis.namespace, async () => {
    for (let i = 0; i < 10; i++) made.push(await alkey.keyGenerator(...parts))
  })
  expect(commands).toEqual([])
  expect(new Set(made)).toEqual(new Set([key]))
  expect(await other.keyGenerator(...parts)).toBe(key)
  expect(await other.keyGenerator.explain(...parts)).not.toHaveProperty('isNear')
})

test('what another process invalidates is seen soon, what this one invalidates at once', async () => {
  const redis = sharedRedis()
  const alkey = open({ ...redis, nearCache })
  const other = open(redis)
  const before = await keptKey(alkey)
  await other.invalidate(ref('users', 2))
  await eventually(async () => (await alkey.keyGenerator(...parts)) !== before)
  for (let i = 0; i < 50; i++) {
    const key = await keptKey(alkey)
    await alkey.invalidate(ref('users', 1))
    expect(await alkey.keyGenerator(...parts)).not.toBe(key)
  }
})

test('`fresh` reads the tokens from Redis', async () => {
  const redis = sharedRedis()
  const alkey = open({ ...redis, nearCache })
  const key = await keptKey(alkey)
  const load = counting((call) => call)
  await alkey.remember(parts, load)
  const commands = await commandsDuring(redis.namespace, async () => {
    expect(await alkey.keyGenerator.fresh(...parts)).toBe(key)
    expect(await alkey.remember(parts, load, { fresh: true })).toBe(1)
  })
  expect(namesOf(commands)).toEqual(['mget', 'mget', 'mget'])
  const explained = await commandsDuring(redis.namespace, async () => {
    expect(await alkey.keyGenerator.fresh.explain(...parts)).not.toHaveProperty('isNear')
  })
  // Its tokens, those of a computed and a remembered value together, and both values together.
  expect(namesOf(explained)).toEqual(['mget', 'mget', 'mget'])
})

test('a hit takes one command, and none with `localValues`', async () => {
  const redis = sharedRedis()
  const load = counting((call) => call)
  const hitsOf = async (alkey: Alkey): Promise<string[][]> => {
    await keptKey(alkey)
    await alkey.remember(parts, load)
    await alkey.remember(parts, load)
    return commandsDuring(redis.namespace, () => alkey.remember(parts, load))
  }
  const commands = await hitsOf(open({ ...redis, nearCache }))
  expect(commands).toEqual([['mget', expect.stringContaining(`${redis.namespace}:value:`)]])
  expect(await hitsOf(open({ ...redis, nearCache, localValues: { maxBytes: 1_000_000 } }))).toEqual([])
  expect(load).toHaveBeenCalledTimes(1)
})

test('an audit reads tokens from Redis: that a kept token is old is no finding', async () => {
  const redis = sharedRedis()
  const proxy = await startTcpProxy(redis.redis)
  const alkey = open({ ...redis, redis: proxy.url, nearCache })
  const other = open(redis)
  let stored = 'old'
  const load = counting(() => stored)
  await keptKey(alkey)
  await alkey.remember(parts, load)
  proxy.holdReplies('subscribers')
  stored = 'new'
  await other.invalidate(ref('users', 1))
  const commands = await commandsDuring(redis.namespace, async () => {
    expect(await alkey.remember(parts, load, { audit: { sampleRate: 1 } })).toBe('old')
    await eventually(() => load.mock.calls.length === 2)
    // Behind what the audit asks.
    await alkey.keyGenerator.fresh('alkey:orders#1')
  })
  expect(
    commands.filter(([name, ...keys]) => name === 'mget' && keys.some((key) => key.includes('users#1'))),
  ).toHaveLength(1)
  await closeOpened()
  await proxy.close()
})

test('what a client puts before keys is no part of what is kept', async () => {
  const { redis, namespace } = sharedRedis()
  const client = new Redis(redis, { keyPrefix: 'app:', lazyConnect: true })
  const alkey = open({ redis: client, namespace, nearCache })
  const other = open({ redis: client, namespace })
  const before = await keptKey(alkey)
  await other.invalidate(ref('users', 2))
  await eventually(async () => (await alkey.keyGenerator(...parts)) !== before)
  const flushed = await keptKey(alkey)
  await other.flush()
  await eventually(async () => (await alkey.keyGenerator(...parts)) !== flushed)
  client.disconnect()
})

test('no more tokens are kept than may be', async () => {
  const alkey = open({ ...sharedRedis(), nearCache: { ...nearCache, maxEntries: 10 } })
  const users = Array.from({ length: 20 }, (_, id): KeyPart[] => [`alkey:users#${id}`])
  for (const user of users) await keptKey(alkey, user)
  const kept = []
  for (const user of users) kept.push((await alkey.keyGenerator.explain(...user)).isNear ?? false)
  expect(kept.filter(Boolean).length).toBeLessThan(10)
})

describe('a server of its own', () => {
  let server: Server
  let admin: Redis

  const start = async (...args: string[]): Promise<void> => {
    server = await startRedis({ args })
    admin = await connectRedis(server.url)
  }

  afterEach(async () => {
    await closeOpened()
    admin.disconnect()
    await server.stop()
  })

  test.each([
    ['a user may not track', ['+@all', '-client|tracking'], 'NOPERM'],
    ['a user may not subscribe', ['+@all', 'resetchannels'], 'NOPERM'],
    ['a server does not know CLIENT', undefined, 'ERR'],
  ])('%s: that is told once, and keys are made as ever', async (_, rules, reply) => {
    await start(...(rules ? [] : ['--rename-command', 'CLIENT', '']))
    if (rules) await admin.acl('SETUSER', 'app', 'on', '>word', '~*', '&*', ...rules)
    const alkey = open({ redis: rules ? server.url.replace('//', '//app:word@') : server.url, nearCache })
    const errors = heard(alkey, 'error')
    const key = await alkey.keyGenerator(...parts)
    await eventually(() => errors.length > 0)
    for (let i = 0; i < 20; i++) expect(await alkey.keyGenerator(...parts)).toBe(key)
    expect(errors).toHaveLength(1)
    expect(errors[0]?.error).toMatchObject({ code: 'ALKEY_NEAR_CACHE_FAILED', cause: { code: 'ALKEY_REFUSED', reply } })
    expect(errors[0]?.error.message).toMatch(/^The near cache is off, .*\. Redis refused \w+ while tracking tokens: /)
    expect((await alkey.keyGenerator.explain(...parts)).isNear).toBeUndefined()
  })

  test('as long as a sign of life is good, no other is asked for', async () => {
    await start()
    const alkey = open({ redis: server.url, nearCache })
    await keptKey(alkey)
    await admin.config('RESETSTAT')
    for (let i = 0; i < 1_000; i++) {
      await alkey.keyGenerator(...parts)
      // What was sent meanwhile has been executed, too.
      if (i % 100 === 0) await admin.echo('')
    }
    expect(await admin.info('commandstats')).not.toContain('cmdstat_ping:')
  })

  test('while this process owes an invalidation, it uses nothing that it has kept', async () => {
    await start()
    await admin.acl('SETUSER', 'app', 'on', '>word', '~*', '&*', '+@all')
    const alkey = open({ redis: server.url.replace('//', '//app:word@'), nearCache })
    const errors = heard(alkey, 'error')
    await keptKey(alkey)
    await admin.acl('SETUSER', 'app', '-unlink')
    await expect(alkey.invalidate(ref('orders', 1))).rejects.toMatchObject({ code: 'ALKEY_UNAVAILABLE' })
    expect(alkey.isCacheable(await alkey.keyGenerator(...parts))).toBe(false)
    await admin.acl('SETUSER', 'app', '+unlink')
    await keptKey(alkey)
    expect(errors.map(({ error }) => error.code)).toEqual(['ALKEY_REFUSED'])
  })

  test('while nobody reads, nothing is sent', async () => {
    await start()
    const store = new RedisTokenStore({ redis: server.url, nearCache: { maxStalenessMs: 100 } })
    await eventually(async () => {
      await store.read(['alkey:users#1'])
      return store.near?.find(['alkey:users#1']) !== undefined
    })
    // Many times as long as a sign of life is good for.
    await eventually(async () => {
      const all = String(await admin.client('LIST'))
        .split('\n')
        .filter((line) => !line.includes('cmd=client|list'))
      const idle = all.flatMap((line) => / idle=(\d+)/.exec(line)?.[1] ?? [])
      return idle.length === 2 && idle.every((seconds) => Number(seconds) >= 2)
    })
    expect(store.near?.find(['alkey:users#1'])).toBeUndefined()
    await eventually(() => store.near?.find(['alkey:users#1']) !== undefined)
    await store.close()
  })
})
