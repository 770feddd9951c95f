import { join } from 'node:path'
import { Alkey, UnavailableError, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages, unattached, undelivered } from '../../support/harness/warnings/expected'
import { startChild } from '../../support/processes/child-process'
import type * as redisUser from '../../support/processes/samples/redis-user'
import type { Server } from '../../support/servers/server'
import { startRedis } from '../../support/servers/start-redis'
import { startTcpProxy } from '../../support/servers/tcp-proxy'
import { eventually } from '../../support/waiting/eventually'
import { heard } from '../../support/watching/heard-events'

expectWarnings(outages, unattached, undelivered)

let server: Server
let alkey: Alkey

beforeEach(async () => {
  server = await startRedis()
})

afterEach(async () => {
  await alkey.close({ deadlineMs: 100 })
  await server.stop()
})

const explain = () => alkey.keyGenerator.explain(ref('users', 1))

async function expectCacheable(): Promise<void> {
  await eventually(
    async () => {
      expect(await explain()).toMatchObject({ cacheable: true })
    },
    { deadlineMs: 15_000 },
  )
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

describe('while Redis', () => {
  test('is nowhere, keys are uncacheable long before the deadline', async () => {
    await server.stop()
    alkey = new Alkey({ redis: server.url, deadlineMs: 20_000 })
    const ms = await elapsed(async () => {
      for (let i = 0; i < 5; i++) expect(await explain()).toMatchObject({ cacheable: false, reason: 'unavailable' })
    })
    expect(ms).toBeLessThan(5_000)
  })

  test('is nowhere, errors tell why', async () => {
    await server.stop()
    alkey = new Alkey({ redis: server.url })
    const failure = await alkey.token(ref('users', 1)).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(UnavailableError)
    expect(failure).toMatchObject({
      code: 'ALKEY_UNAVAILABLE',
      cause: { message: expect.stringMatching(/Redis at 127\.0\.0\.1:\d+ failed while .*ECONNREFUSED/) as unknown },
    })
    await expect(alkey.flush()).rejects.toThrow(UnavailableError)
    const invalidating = alkey.invalidate(ref('users', 1), alkey.tag('city', 'graz'), 'alkey:users#2')
    await expect(invalidating).rejects.toThrow(UnavailableError)
    await expect(invalidating).rejects.toThrow(
      /^ref\('users', 1\), alkey:@city#graz, 'alkey:users#2' could not be invalidated yet\./,
    )
  })

  test.each([
    ['after the first key', true],
    ['from the start', false],
  ])('is frozen %s, keys are uncacheable after the deadline, and cacheable again later', async (_, isConnected) => {
    alkey = new Alkey({ redis: server.url, deadlineMs: 200 })
    if (isConnected) await expectCacheable()
    await server.kill('SIGSTOP')
    const ms = await elapsed(async () => {
      for (let i = 0; i < 3; i++) expect(await explain()).toMatchObject({ cacheable: false, reason: 'unavailable' })
    })
    expect(ms).toBeGreaterThan(150)
    expect(ms).toBeLessThan(5_000)
    await server.kill('SIGCONT')
    await expectCacheable()
  })

  test('is gone a second time, the cause is that of this outage', async () => {
    alkey = new Alkey({ redis: server.url, deadlineMs: 200 })
    const unavailable = heard(alkey, 'unavailable')
    await expectCacheable()
    await server.kill('SIGSTOP')
    await explain()
    await server.kill('SIGCONT')
    await expectCacheable()
    await server.kill('SIGKILL')
    await eventually(() => {
      expect(unavailable).toHaveLength(2)
    })
    const causes = unavailable.map(({ cause }) => String(cause))
    expect(causes[0]).toContain('gave no answer within 200 ms')
    expect(causes[1]).not.toContain('gave no answer')
  })

  test('is behind a network that swallows its answers, a bump that was not told is made again', async () => {
    const proxy = await startTcpProxy(server.url)
    alkey = new Alkey({ redis: proxy.url, deadlineMs: 200 })
    const { key } = await explain()
    proxy.dropReplies()
    await expect(alkey.invalidate(ref('users', 1))).rejects.toThrow(UnavailableError)
    expect(await explain()).toMatchObject({ cacheable: false })
    proxy.resume()
    await expectCacheable()
    expect((await explain()).key).not.toBe(key)
    await proxy.close()
  })

  test('is killed and started again, keys become cacheable again, under another generation', async () => {
    alkey = new Alkey({ redis: server.url })
    const { key } = await explain()
    await server.kill('SIGKILL')
    expect(await explain()).toMatchObject({ cacheable: false })
    server = await startRedis({ port: server.port, dir: server.dir })
    await expectCacheable()
    expect((await explain()).key).not.toBe(key)
  })

  test('comes later than the application, it is found', async () => {
    await server.stop()
    alkey = new Alkey({ redis: server.url })
    expect(await explain()).toMatchObject({ cacheable: false })
    server = await startRedis({ port: server.port })
    await expectCacheable()
  })

  test('comes and goes, no rejection is left unhandled', async () => {
    alkey = new Alkey({ redis: server.url })
    const child = await startChild<typeof redisUser>(join(__dirname, '../../support/processes/samples/redis-user.ts'), {
      env: { NODE_OPTIONS: '--unhandled-rejections=strict' },
    })
    const proxy = await startTcpProxy(server.url)
    const expectMore = async (kind: 'cacheable' | 'uncacheable'): Promise<void> => {
      const before = await child.call('counts')
      await eventually(
        async () => {
          expect((await child.call('counts'))[kind]).toBeGreaterThan(before[kind] + 1)
        },
        { deadlineMs: 15_000 },
      )
    }

    await child.call('start', proxy.url)
    await expectMore('cacheable')
    for (const outage of ['cut', 'pause', 'dropReplies'] as const) {
      await proxy[outage]()
      await expectMore('uncacheable')
      await proxy.restore()
      await expectMore('cacheable')
    }
    await server.kill('SIGSTOP')
    await expectMore('uncacheable')
    await child.call('stop')
    await child.kill()
    await server.kill('SIGCONT')
    await proxy.close()
  })
})
