import { rm } from 'node:fs/promises'
import type { Redis } from 'ioredis'
import { Alkey, RefusedError, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached, undelivered } from '../../support/harness/warnings/expected'
import { connectRedis } from '../../support/redis/redis'
import type { Server } from '../../support/servers/server'
import { startRedis } from '../../support/servers/start-redis'
import { eventually } from '../../support/waiting/eventually'
import { heard } from '../../support/watching/heard-events'

expectWarnings(unattached, undelivered)

// What Redis answers with an error is an answer: it is told, and what it has refused is done later.

let server: Server
let admin: Redis
let alkey: Alkey

async function start(args: readonly string[] = []): Promise<void> {
  server = await startRedis({ args })
  admin = await connectRedis(server.url)
}

/** Gives it `room` times the memory that it uses. */
async function fill(room: number): Promise<void> {
  await admin.set('much', 'x'.repeat(20_000_000))
  const used = Number(/^used_memory:(\d+)/m.exec(await admin.info('memory'))?.[1])
  await admin.config('SET', 'maxmemory', String(Math.round(used * room)))
}

afterEach(async () => {
  await alkey.close({ deadlineMs: 100 })
  admin.disconnect()
  await server.stop()
})

const user = ref('users', 1)
const bump = () => alkey.invalidate(user)
const makeToken = () => alkey.token(ref('users', Math.random()))

interface Refusal {
  readonly reply: string
  readonly command: string
  readonly remedy: RegExp
  readonly work: () => Promise<unknown>
  readonly begin: () => Promise<unknown>
  readonly end: () => Promise<unknown>
}

const refusals: Record<string, Refusal> = {
  'is full': {
    ...{ reply: 'OOM', command: 'EVALSHA', remedy: /Raise maxmemory, or let Redis evict/, work: makeToken },
    begin: () => admin.config('SET', 'maxmemory', '1'),
    end: () => admin.config('SET', 'maxmemory', '0'),
  },
  'forbids a command': {
    ...{ reply: 'NOPERM', command: 'UNLINK', remedy: /docs\/redis\.md/, work: bump },
    begin: () => admin.acl('SETUSER', 'default', '-unlink'),
    end: () => admin.acl('SETUSER', 'default', '+unlink'),
  },
  'forbids a command of a script': {
    ...{ reply: 'NOPERM', command: 'EVALSHA', remedy: /docs\/redis\.md/, work: makeToken },
    begin: () => admin.acl('SETUSER', 'default', '-set'),
    end: () => admin.acl('SETUSER', 'default', '+set'),
  },
  'misses its replicas': {
    ...{ reply: 'NOREPLICAS', command: 'UNLINK', remedy: /min-replicas-to-write/, work: bump },
    begin: () => admin.config('SET', 'min-replicas-to-write', '1'),
    end: () => admin.config('SET', 'min-replicas-to-write', '0'),
  },
  'can not save its data': {
    ...{ reply: 'MISCONF', command: 'UNLINK', remedy: /disk/, work: bump },
    begin: async () => {
      await admin.config('SET', 'save', '3600 1')
      await rm(server.dir, { recursive: true })
      await eventually(async () => {
        await admin.bgsave().catch(() => undefined)
        return (await admin.info('persistence')).includes('rdb_last_bgsave_status:err')
      })
    },
    end: () => admin.config('SET', 'stop-writes-on-bgsave-error', 'no'),
  },
}

test.each(Object.entries(refusals))('a Redis that %s is told, once, and obeyed later', async (_, refusal) => {
  await start()
  alkey = new Alkey({ redis: server.url, deadlineMs: 10_000 })
  const errors = heard(alkey, 'error')
  const uncacheable = heard(alkey, 'uncacheable')
  const before = await alkey.keyGenerator(user)
  await refusal.begin()
  for (let i = 0; i < 20; i++) {
    const refused = refusal.work()
    await expect(refused).rejects.toMatchObject({ code: 'ALKEY_UNAVAILABLE', cause: { code: 'ALKEY_REFUSED' } })
  }
  const { reply, command } = refusal
  expect(errors).toHaveLength(1)
  expect(errors[0]?.error).toMatchObject({ code: 'ALKEY_REFUSED', reply, command })
  expect(errors[0]?.error.message).toContain(command)
  expect(errors[0]?.error.message).toMatch(refusal.remedy)

  const during = await alkey.keyGenerator.explain(ref('users', 2))
  expect(during).toMatchObject({ cacheable: false, reason: 'refused' })
  expect(uncacheable.at(-1)).toMatchObject({ reason: 'refused', cause: { code: 'ALKEY_REFUSED', reply } })
  // It is there: nobody waits for a connection.
  expect(alkey.eventCounts).toMatchObject({ unavailable: 0 })

  await refusal.end()
  await eventually(refusal.work)
  expect(await alkey.keyGenerator.explain(user)).toMatchObject({ cacheable: true })
  if (refusal.work === bump) expect(await alkey.keyGenerator(user)).not.toBe(before)
  expect((await alkey.close()).undelivered).toEqual([])
})

test('a bump that was refused is made by and by, also if nothing else is asked for', async () => {
  expectWarnings(/Redis refused UNLINK while bumping tokens: NOPERM/)
  await start()
  alkey = new Alkey({ redis: server.url, deadlineMs: 10_000 })
  const before = await alkey.keyGenerator(user)
  await admin.acl('SETUSER', 'default', '-unlink')
  await bump().catch(() => undefined)
  await admin.acl('SETUSER', 'default', '+unlink')
  await eventually(() => alkey.eventCounts.delivered === 1, { deadlineMs: 15_000 })
  expect(await alkey.keyGenerator(user)).not.toBe(before)
})

test('a server that lacks a command is told', async () => {
  await start(['--rename-command', 'UNLINK', ''])
  alkey = new Alkey({ redis: server.url, deadlineMs: 10_000 })
  const errors = heard(alkey, 'error')
  await bump().catch(() => undefined)
  expect(errors.map(({ error }) => error.message)).toEqual([
    expect.stringMatching(/^Redis refused UNLINK while bumping tokens: ERR unknown command.*Redis 6\.2 or later/),
  ])
})

test('a server that becomes a replica is told as such, and as unavailable', async () => {
  await start()
  alkey = new Alkey({ redis: server.url, deadlineMs: 10_000 })
  const [errors, outages] = [heard(alkey, 'error'), heard(alkey, 'unavailable')]
  await alkey.token(user)
  await admin.replicaof('127.0.0.1', '1')
  await bump().catch(() => undefined)
  await eventually(() => outages.length === 1)
  // Who was asked first: it tells its role itself once its identity is asked for again.
  for (const { error } of errors) expect(error).toMatchObject({ code: 'ALKEY_REFUSED', reply: 'READONLY' })
  expect((outages[0]?.cause as Error).message).toMatch(/READONLY.*address of the master|is a replica/)
})

test.each([
  ['wants a password', '', 'NOAUTH', /Add it to the option `redis`/],
  ['gets a wrong password', 'someone:wrong@', 'WRONGPASS', /Check the user and the password/],
])('a server that %s is told at the first contact', async (_, credentials, reply, remedy) => {
  server = await startRedis()
  admin = await connectRedis(server.url)
  await admin.config('SET', 'requirepass', 'secret')
  alkey = new Alkey({ redis: server.url.replace('//', `//${credentials}`), deadlineMs: 10_000 })
  const [errors, outages] = [heard(alkey, 'error'), heard(alkey, 'unavailable')]
  for (let i = 0; i < 200; i++) {
    expect(await alkey.keyGenerator.explain(user)).toMatchObject({ cacheable: false, reason: 'refused' })
  }
  expect(outages).toEqual([{ cause: expect.any(RefusedError) as unknown }])
  expect(outages[0]?.cause).toMatchObject({ reply, message: expect.stringMatching(remedy) as unknown })
  expect(errors.map(({ error }) => error)).toEqual([outages[0]?.cause])
  await admin.config('SET', 'requirepass', '')
  await admin.acl('SETUSER', 'someone', 'on', '>wrong', '~*', '+@all')
  await eventually(async () => alkey.isCacheable(await alkey.keyGenerator(user)))
})

test('a server that does not say who it is, is told as unavailable at the first contact', async () => {
  await start()
  await admin.acl('SETUSER', 'default', '-info')
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined)
  alkey = new Alkey({ redis: server.url, deadlineMs: 10_000 })
  const [errors, outages] = [heard(alkey, 'error'), heard(alkey, 'unavailable')]
  for (let i = 0; i < 20; i++) expect(await alkey.keyGenerator.explain(user)).toMatchObject({ reason: 'refused' })
  expect(outages).toHaveLength(1)
  expect(errors.map(({ error }) => error)).toEqual([outages[0]?.cause])
  expect(errors[0]?.error).toMatchObject({ code: 'ALKEY_REFUSED', reply: 'NOPERM', command: 'INFO' })
  await admin.acl('SETUSER', 'default', '+info')
  await eventually(async () => alkey.isCacheable(await alkey.keyGenerator(user)))
  warned.mockRestore()
})

test('in a database that the server does not have nothing is kept, and it is told', async () => {
  expectWarnings(/Redis refused SELECT \(ERR\)\. Until it is available again/)
  await start()
  alkey = new Alkey({ redis: `${server.url}/99`, deadlineMs: 10_000 })
  const errors = heard(alkey, 'error')
  // ioredis would go on in the first one.
  await eventually(async () => {
    expect(alkey.isCacheable(await alkey.keyGenerator(user))).toBe(false)
    return errors.length > 0
  })
  for (let i = 0; i < 20; i++) expect(alkey.isCacheable(await alkey.keyGenerator(user))).toBe(false)
  expect(await admin.keys('*')).toEqual([])
  expect(errors[0]?.error).toMatchObject({ reply: 'ERR', command: 'SELECT' })
  expect(errors[0]?.error.message).toMatch(/number of the database/)
})

test('a Redis that is nearly full and evicts nothing is warned of before it refuses anything', async () => {
  await start()
  await fill(1.1)
  alkey = new Alkey({ redis: server.url, deadlineMs: 10_000 })
  const errors = heard(alkey, 'error')
  expect(await alkey.keyGenerator.explain(user)).toMatchObject({ cacheable: true })
  expect(errors.map(({ error }) => [error.code, error.message])).toEqual([
    ['ALKEY_MEMORY_LOW', expect.stringMatching(/^Redis uses \d\d % of its maxmemory .*noeviction.*allkeys-lru/)],
  ])
})

test.each([
  ['evicts', 'allkeys-lru', 1.1],
  ['has room', 'noeviction', 10],
])('one that %s is not warned of', async (_, policy, room) => {
  await start(['--maxmemory-policy', policy])
  await fill(room)
  alkey = new Alkey({ redis: server.url, deadlineMs: 10_000 })
  await alkey.keyGenerator(user)
  expect(alkey.eventCounts).toMatchObject({ error: 0 })
})
