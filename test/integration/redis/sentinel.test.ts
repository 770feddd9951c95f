import { Redis, type RedisOptions } from 'ioredis'
import { Alkey, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages, unattached } from '../../support/harness/warnings/expected'
import { FakeSentinel } from '../../support/redis/fake-sentinel'
import { uniqueNamespace } from '../../support/redis/redis'
import { freePort } from '../../support/servers/free-port'
import { sharedUrl } from '../../support/servers/shared-url'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(outages, unattached)

describe('a client that asks Sentinel', () => {
  let port: number
  let sentinel: FakeSentinel
  let alkey: Alkey

  const through = (options: RedisOptions = {}): RedisOptions => ({
    sentinels: [{ host: '127.0.0.1', port }],
    name: 'shop',
    ...options,
  })
  const isCacheable = async (): Promise<boolean> => alkey.isCacheable(await alkey.keyGenerator(ref('users', 1)))
  const expectCacheable = (): Promise<void> => eventually(isCacheable, { deadlineMs: 15_000 })

  beforeEach(async () => {
    port = await freePort()
    sentinel = new FakeSentinel(Number(new URL(sharedUrl('REDIS_URL')).port))
  })

  afterEach(async () => {
    await alkey.close()
    sentinel.close()
  })

  test.each([
    ['goes on asking', {}],
    ['would give up', { sentinelRetryStrategy: () => null }],
  ])('finds one that is down at first, when it %s', async (_, options) => {
    alkey = new Alkey({ redis: through(options), namespace: uniqueNamespace() })
    for (let i = 0; i < 3; i++) expect(await isCacheable()).toBe(false)
    await sentinel.listen(port)
    await expectCacheable()
  })

  test('finds one that gave no answer at first', async () => {
    sentinel.isFrozen = true
    await sentinel.listen(port)
    alkey = new Alkey({ redis: through(), namespace: uniqueNamespace(), deadlineMs: 100 })
    expect(await isCacheable()).toBe(false)
    sentinel.isFrozen = false
    await expectCacheable()
  })

  test('reads from the master, also when it does not itself', async () => {
    await sentinel.listen(port)
    const client = new Redis(through({ role: 'slave', lazyConnect: true }))
    alkey = new Alkey({ redis: client, namespace: uniqueNamespace() })
    await expectCacheable()
    expect(sentinel.asked.filter((words) => words.startsWith('sentinel slaves'))).toEqual([])
    client.disconnect()
  })
})
