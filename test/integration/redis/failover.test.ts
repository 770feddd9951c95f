import { setTimeout } from 'node:timers/promises'
import { Alkey, ref } from '../../../src'
import { IDENTITY_MAX_AGE_MS } from '../../../src/redis/redis-connection'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages, unattached } from '../../support/harness/warnings/expected'
import { ReplicatingRedis } from '../../support/redis/replicating-redis'
import { type VirtualAddress, startVirtualAddress } from '../../support/servers/virtual-address'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(outages, unattached)

const user = ref('users', 1)

describe('two servers that replicate', () => {
  let one: ReplicatingRedis
  let other: ReplicatingRedis
  let address: VirtualAddress
  const opened: Alkey[] = []

  const open = (url = address.url): Alkey => {
    const alkey = new Alkey({ redis: url })
    opened.push(alkey)
    return alkey
  }
  const cacheableKey = async (alkey: Alkey): Promise<string> => {
    let found = ''
    await eventually(async () => alkey.isCacheable((found = await alkey.keyGenerator(user))), { deadlineMs: 15_000 })
    return found
  }
  const longEnough = (): Promise<void> => setTimeout(IDENTITY_MAX_AGE_MS + 50)

  beforeEach(async () => {
    ;[one, other] = await Promise.all([ReplicatingRedis.start(), ReplicatingRedis.start()])
    await other.follow(one)
    address = await startVirtualAddress(one.server.url)
  })

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((alkey) => alkey.close({ deadlineMs: 1 })))
    address.close()
    await Promise.all([one.stop(), other.stop()])
  })

  /** `other` has the token of now, and misses each later change. */
  const replicateOnceMore = async (): Promise<void> => {
    await eventually(() => other.hasTokens())
    await other.losesItsMaster()
  }

  test.each(['are cut', 'stay'])('a failover and a failback bring no key back, when connections %s', async (when) => {
    const alkey = open()
    const old = await cacheableKey(alkey)
    await replicateOnceMore()
    await alkey.invalidate(user)
    const bumped = await cacheableKey(alkey)
    await other.promote()
    await one.follow(other)
    if (when === 'are cut') await one.cutConnections()
    await one.promote()
    await other.follow(one)
    if (when === 'are cut') await one.cutConnections()
    else await longEnough()

    const back = await cacheableKey(alkey)
    expect(back).not.toBe(old)
    expect(back).not.toBe(bumped)
    expect(await cacheableKey(open(one.server.url))).toBe(back)
  })

  test('a writer whose connection outlives the demotion finds the new master', async () => {
    expectWarnings(/Redis refused UNLINK while bumping tokens: READONLY/)
    const [writer, reader] = [open(), open()]
    await cacheableKey(writer)
    await other.promote()
    address.moveTo(other.server.url)
    const before = await cacheableKey(open())
    await one.follow(other)

    await expect(writer.invalidate(user)).rejects.toMatchObject({ code: 'ALKEY_UNAVAILABLE' })
    await eventually(async () => (await cacheableKey(open())) !== before, { deadlineMs: 15_000 })
    await writer.invalidate(user)
    const after = await cacheableKey(writer)
    expect(after).not.toBe(before)
    expect(await cacheableKey(reader)).toBe(after)
  })

  test('a process that only reads does not go on with a demoted server', async () => {
    const reader = open()
    await cacheableKey(reader)
    await other.promote()
    await one.follow(other)
    address.moveTo(other.server.url)
    const writer = open()
    const before = await cacheableKey(writer)
    await one.losesItsMaster()
    await writer.invalidate(user)

    await longEnough()
    expect(reader.isCacheable(await reader.keyGenerator(user))).toBe(false)
    const after = await cacheableKey(reader)
    expect(after).not.toBe(before)
    expect(after).toBe(await cacheableKey(writer))
  })

  test('a replica is refused, asked again at leisure, and used once it is promoted', async () => {
    address.moveTo(other.server.url)
    const alkey = open()
    const started = performance.now()
    while (performance.now() - started < 2_500) {
      expect(alkey.isCacheable(await alkey.keyGenerator(user))).toBe(false)
      await setTimeout(20)
    }
    await eventually(() => expect(alkey.token(user)).rejects.toMatchObject({ cause: { message: /replica/ } }))
    expect(address.accepted).toBeLessThanOrEqual(4)
    await other.promote()
    await cacheableKey(alkey)
  })

  test('reading costs one request, and now and then a second one beside it', async () => {
    const alkey = open()
    await cacheableKey(alkey)
    const commands = async (): Promise<number> =>
      Number(/cmdstat_info:calls=(\d+)/.exec(await one.admin.info('commandstats'))?.[1])
    const [before, started] = [await commands(), performance.now()]
    for (let i = 0; i < 200; i++) await cacheableKey(alkey)
    // One for each age of the identity that has passed, of two commands, and the one that counts.
    const asked = 1 + Math.floor((performance.now() - started) / IDENTITY_MAX_AGE_MS)
    expect((await commands()) - before).toBeLessThanOrEqual(2 * asked + 1)
  })
})
