import { Alkey, ref } from '../../../src'
import { connectRedis } from '../../support/redis/redis'
import type { Server } from '../../support/servers/server'
import { startRedis } from '../../support/servers/start-redis'
import { type TcpProxy, startTcpProxy } from '../../support/servers/tcp-proxy'
import { eventually } from '../../support/waiting/eventually'

// What an operator reads in the log while Redis comes and goes.

const SECRET = 'hunter2-of-the-test'

let server: Server
let proxy: TcpProxy
let alkey: Alkey
let messages: string[]

beforeEach(async () => {
  server = await startRedis()
  const admin = await connectRedis(server.url)
  await admin.config('SET', 'requirepass', SECRET)
  admin.disconnect()
  proxy = await startTcpProxy(server.url)
  messages = []
  alkey = new Alkey({
    redis: proxy.url.replace('//', `//default:${SECRET}@`),
    logger: { warn: (message) => messages.push(message) },
    schemaVersion: '1',
  })
})

afterEach(async () => {
  await alkey.close({ deadlineMs: 100 })
  await proxy.close()
  await server.stop()
})

const isCacheable = async (): Promise<boolean> => alkey.isCacheable(await alkey.keyGenerator(ref('users', 1)))

test('Redis is lost, and comes back: each is logged once, with the address and the cause', async () => {
  await eventually(isCacheable)
  await proxy.cut()
  await eventually(async () => !(await isCacheable()))
  // However much is asked for meanwhile.
  for (let i = 0; i < 100; i++) {
    await isCacheable()
    await alkey.invalidate(ref('users', 1)).catch(() => undefined)
  }
  const { host } = new URL(proxy.url)
  const lost = expect.stringMatching(
    `^typeorm-alkey: Redis at ${host} failed while [a-z ]+: .*(ECONNREFUSED|ECONNRESET|EPIPE|closed|gave no answer).*` +
      'Until it is available again, nothing is cached and every value is loaded\\. What this process changes is owed until then',
  ) as string
  expect(messages).toEqual([lost])

  await proxy.restore()
  await eventually(isCacheable, { deadlineMs: 10_000 })
  const back = expect.stringMatching(/^typeorm-alkey: Redis is available again, after (\d\.\d|\d\d+) s\.$/) as string
  expect(messages).toEqual([lost, back])
  expect(messages.join()).not.toContain(SECRET)
})
