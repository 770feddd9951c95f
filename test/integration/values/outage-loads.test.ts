import { Alkey, type RememberOptions, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages } from '../../support/harness/warnings/expected'
import { uniqueNamespace } from '../../support/redis/redis'
import { type TcpProxy, startTcpProxy } from '../../support/servers/tcp-proxy'
import { sharedUrl } from '../../support/servers/shared-url'
import { counting } from '../../support/values/counting-load'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(outages)

// What the database has to bear while Redis is away, as docs/production.md says it.

const CALLERS = 20

let proxy: TcpProxy
let alkey: Alkey

beforeEach(async () => {
  proxy = await startTcpProxy(sharedUrl('REDIS_URL'))
  const localValues = { maxBytes: 2 ** 20 }
  alkey = new Alkey({
    redis: proxy.url,
    namespace: uniqueNamespace(),
    schemaVersion: '1',
    deadlineMs: 10_000,
    localValues,
  })
})

afterEach(async () => {
  await alkey.close({ deadlineMs: 100 })
  await proxy.close()
})

test('without Redis each call loads, whatever its options, and afterwards what was stored is found again', async () => {
  const load = counting((call) => call)
  const options: RememberOptions = { lock: true, staleWhileRevalidate: '1h', staleIfError: '1h', shared: true }
  const remember = (): Promise<number> => alkey.remember([ref('users', 1)], load, options)
  const together = (): Promise<number[]> => Promise.all(Array.from({ length: CALLERS }, remember))

  await eventually(async () => {
    await remember()
    expect(alkey.eventCounts.hit).toBeGreaterThan(0)
  })
  const stored = await remember()
  await proxy.cut()
  await eventually(async () => {
    expect(await remember()).not.toBe(stored)
  })

  load.mockClear()
  expect(new Set(await together()).size).toBe(CALLERS)
  expect(load).toHaveBeenCalledTimes(CALLERS)

  await proxy.restore()
  await eventually(async () => {
    expect(await remember()).toBe(stored)
  })
  load.mockClear()
  expect(await together()).toEqual(Array(CALLERS).fill(stored))
  expect(load).not.toHaveBeenCalled()
})
