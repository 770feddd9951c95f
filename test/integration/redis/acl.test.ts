import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { Alkey, GLOBAL, RedisTokenStore, ref } from '../../../src'
import { RedisHandler, StandardKey, StandardTag } from '../../../src/fragmented-keys'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { connectRedis } from '../../support/redis/redis'
import type { Server } from '../../support/servers/server'
import { startRedis } from '../../support/servers/start-redis'
import { eventually } from '../../support/waiting/eventually'
import { heard } from '../../support/watching/heard-events'

expectWarnings(unattached)

// The commands and keys that docs/redis.md and docs/fragmented-keys.md list are those that the library uses, no more and no
// fewer.

let server: Server
let admin: Redis

beforeAll(async () => {
  server = await startRedis()
  admin = await connectRedis(server.url)
})

afterAll(async () => {
  admin.disconnect()
  await server.stop()
})

/** The rules of a user on a page of the documentation, and where it has more than one line, those besides. */
async function documented(page = 'redis.md', pattern = /^ACL SETUSER alkey (.*)$/gm): Promise<string[][]> {
  const text = await readFile(join(__dirname, '../../../docs', page), 'utf8')
  return Array.from(text.matchAll(pattern), ([, line = '']) => line.split(' '))
}

/** Of some that may be used, those that were not since the statistics began. */
async function unused(allowed: readonly string[]): Promise<string[]> {
  const statistics = await admin.info('commandstats')
  const used = Array.from(statistics.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)).filter(([, , calls]) => calls !== '0')
  const names = new Set(used.map(([, name]) => name))
  expect(allowed.length).toBeGreaterThan(8)
  return allowed.filter((name) => !names.has(name))
}

async function useEverything(url: string, errors: string[]): Promise<void> {
  const options = { redis: url, namespace: 'shop', deadlineMs: 10_000 }
  const alkey = new Alkey({ ...options, leaseMs: 200 })
  alkey.on('error', ({ error }) => errors.push(error.code))
  for (const name of ['unavailable', 'owed'] as const) alkey.on(name, () => errors.push(name))
  const store = new RedisTokenStore(options)
  const repaired = heard(alkey, 'repaired')

  const user = ref('users', 1)
  const city = alkey.tag('city', 'Chicago')
  const before = await alkey.keyGenerator(user, GLOBAL, city)
  expect(alkey.isCacheable(before)).toBe(true)
  await alkey.invalidate(user)
  await city.increment()
  await alkey.flush()
  expect(await alkey.keyGenerator(user, GLOBAL, city)).not.toBe(before)

  for (let i = 0; i < 2; i++) expect(await alkey.remember([user, 'page'], () => 'text', { lock: true })).toBe('text')
  expect(alkey.eventCounts).toMatchObject({ miss: 1, hit: 1, notStored: 0 })
  const unserializable = await alkey.remember([user, 'code'], () => () => 1, { lock: true })
  expect(unserializable()).toBe(1)

  await store.record('one', ['alkey:users#1'], 60_000)
  expect(await store.renew(['one', 'none'], 60_000)).toEqual(['none'])
  await store.settle('one', ['alkey:users#1'])
  await store.record('two', ['alkey:users#1'], 60_000)
  await store.discard(['two'])
  await store.record('three', ['alkey:users#3'], 1)
  await eventually(() => repaired.length === 1)
  expect((await alkey.close()).undelivered).toEqual([])
  await store.close()
}

test('a user with what is documented can do everything, and all of that is used', async () => {
  const [rules = []] = await documented()
  expect(await admin.acl('SETUSER', 'alkey', ...rules)).toBe('OK')
  await admin.config('RESETSTAT')
  const errors: string[] = []
  await useEverything(server.url.replace('//', '//alkey:password@'), errors)
  // An unserializable value is told.
  expect(errors).toEqual(['ALKEY_INVALID_VALUE'])

  const denied = (await admin.acl('LOG')) as unknown[][]
  const refused = denied.map((entry) => entry[entry.indexOf('object') + 1])
  // Redis before 7 knows no subcommands here.
  expect(refused.filter((command) => !/^client(\|setinfo)?$/.test(String(command)))).toEqual([])

  expect(await unused(rules.flatMap((rule) => (rule.startsWith('+') ? [rule.slice(1)] : [])))).toEqual([])
})

test('a user with what is documented for RedisHandler can do all that it does, and all of that is used', async () => {
  const [rules = []] = await documented('fragmented-keys.md', /user needs `([+a-z ]+)`/g)
  const keys = ['resetkeys', '~City_*', '~alkey:version-marks', '-@all']
  expect(await admin.acl('SETUSER', 'tags', 'on', '>password', ...keys, ...rules)).toBe('OK')
  await admin.config('RESETSTAT')
  await admin.script('FLUSH')
  const client = await connectRedis(server.url.replace('//', '//tags:password@'))
  const handler = new RedisHandler(client)
  const city = new StandardTag('City', 'chicago', { handler, prefix: 'Shop' })
  const before = await new StandardKey('Weather', [city]).getKeyStr()
  await city.increment()
  await city.resetTagVersion()
  await city.setTagVersion(5, { update: true })
  expect(await new StandardKey('Weather', [city]).getKeyStr()).not.toBe(before)
  await handler.set('City_boston', '5', 60)
  expect(await handler.get('City_boston')).toBe('5')
  client.disconnect()
  expect(await unused(rules.map((rule) => rule.slice(1)))).toEqual([])
})

test('no pattern of keys can be spared', async () => {
  const [rules = []] = await documented()
  for (const pattern of rules.filter((rule) => rule.startsWith('~'))) {
    await admin.acl('SETUSER', 'alkey', 'reset', ...rules.filter((rule) => rule !== pattern))
    const alkey = new Alkey({ redis: server.url.replace('//', '//alkey:password@'), namespace: 'shop', leaseMs: 200 })
    const errors = heard(alkey, 'error')
    await alkey.remember(['alkey:users#1', pattern], () => 1, { lock: true })
    expect([pattern, errors[0]?.error]).toMatchObject([pattern, { code: 'ALKEY_REFUSED', reply: 'NOPERM' }])
    await alkey.close({ deadlineMs: 100 })
  }
})

test('a user with what `nearCache` needs besides can keep tokens in the process, and all of that is needed', async () => {
  const [rules = [], more = []] = await documented()
  const open = (): Alkey =>
    new Alkey({
      redis: server.url.replace('//', '//alkey:password@'),
      namespace: 'shop',
      nearCache: { maxStalenessMs: 500 },
    })
  await admin.acl('SETUSER', 'alkey', 'reset', ...rules, ...more)
  const allowed = open()
  await eventually(async () => (await allowed.keyGenerator.explain('alkey:users#1')).isNear === true)
  await allowed.close()
  expect(more.length).toBeGreaterThan(3)
  for (const rule of more) {
    await admin.acl('SETUSER', 'alkey', 'reset', ...rules, ...more.filter((other) => other !== rule))
    const refused = open()
    const errors = heard(refused, 'error')
    await eventually(async () => {
      await refused.keyGenerator('alkey:users#1')
      return errors.length > 0
    })
    expect([rule, errors[0]?.error]).toMatchObject([rule, { code: 'ALKEY_NEAR_CACHE_FAILED' }])
    await refused.close()
  }
})
