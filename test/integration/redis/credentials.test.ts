import { inspect } from 'node:util'
import { Redis } from 'ioredis'
import { Alkey, type AlkeyEventName, ref } from '../../../src'
import { RedisHandler, StandardTag } from '../../../src/fragmented-keys'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { connectRedis } from '../../support/redis/redis'
import type { Server } from '../../support/servers/server'
import { startRedis } from '../../support/servers/start-redis'

expectWarnings(unattached)

const SECRET = 'hunter2-of-the-test'
const names: readonly AlkeyEventName[] = ['error', 'unavailable', 'owed', 'uncacheable', 'notStored']

let server: Server

afterEach(() => server.stop())

/** Everything that an application could log of it. */
function everythingOf(values: unknown): string {
  return inspect(values, { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null })
}

const thrown = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error)

function expectNoSecret(said: unknown[], least: number): void {
  expect(said.length).toBeGreaterThanOrEqual(least)
  expect(everythingOf(said)).not.toContain(SECRET)
}

test.each([
  ['that is wrong', []],
  ['of a server that does not know AUTH', ['--rename-command', 'AUTH', '']],
])('a password %s is in no error and no event', async (_, args) => {
  server = await startRedis({ args })
  if (args.length === 0) {
    const admin = await connectRedis(server.url)
    await admin.config('SET', 'requirepass', 'another')
    admin.disconnect()
  }
  const url = server.url.replace('//', `//default:${SECRET}@`)
  const client = new Redis(url, { lazyConnect: true })
  client.on('error', () => undefined)
  const said: unknown[] = []
  for (const redis of [url, { port: server.port, password: SECRET }, client]) {
    const alkey = new Alkey({ redis, nearCache: { maxStalenessMs: 500 } })
    for (const name of names) alkey.on(name, (event) => said.push(event))
    said.push(await alkey.keyGenerator.explain(ref('users', 1)))
    said.push(await thrown(alkey.token('alkey:users#1')), await thrown(alkey.flush()))
    said.push(await thrown(alkey.invalidate('alkey:users#1')))
    said.push(await alkey.remember(['alkey:users#1'], () => 1))
    await alkey.close({ deadlineMs: 50 })
  }
  // On one that has ended it would start a timer that keeps the process alive.
  if (client.status !== 'end') client.disconnect()
  // With ioredis 6, a server without AUTH takes the password by HELLO.
  expectNoSecret(said, 15)
})

test("a password of a tag handler's own client is in no error", async () => {
  server = await startRedis()
  const admin = await connectRedis(server.url)
  await admin.config('SET', 'requirepass', 'another')
  admin.disconnect()
  const client = new Redis(server.port, { password: SECRET, lazyConnect: true, retryStrategy: () => null })
  const warned: unknown[] = []
  client.on('error', (error) => warned.push(error))
  const tag = new StandardTag('City', 'chicago', { handler: new RedisHandler(client) })
  const alkey = new Alkey({ redis: server.url.replace('//', '//:another@') })
  const said: unknown[] = []
  for (const name of names) alkey.on(name, (event) => said.push(event))
  said.push(await thrown(Promise.resolve().then(() => tag.increment())))
  said.push(await alkey.keyGenerator.explain(tag), await thrown(alkey.invalidate(tag)))
  // It is what ioredis tells its own listeners.
  expect(everythingOf(warned)).toContain(SECRET)
  expectNoSecret(said, 4)
  await alkey.close({ deadlineMs: 50 })
  // On one that has ended it would start a timer that keeps the process alive.
  if (client.status !== 'end') client.disconnect()
})

test('what is no client is refused without its password', () => {
  const url = `redis://:${SECRET}@localhost`
  const attempts = [
    () => new RedisHandler(url as never),
    () => new RedisHandler({ password: SECRET } as never),
    () => new Alkey(url as never),
    () => new Alkey({ redis: { isCluster: true, startupNodes: [url] } as never }),
  ]
  for (const attempt of attempts) {
    let error: unknown
    try {
      attempt()
    } catch (caught) {
      error = caught
    }
    expect(error).toBeDefined()
    expect(everythingOf(error)).not.toContain(SECRET)
  }
})
