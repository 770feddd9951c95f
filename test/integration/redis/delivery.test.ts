import { Alkey, MemoryTokenStore, type TokenStore } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages, unattached } from '../../support/harness/warnings/expected'
import { uniqueNamespace } from '../../support/redis/redis'
import { sharedUrl } from '../../support/servers/shared-url'
import { startTcpProxy } from '../../support/servers/tcp-proxy'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(outages, unattached)

/** A store in memory that can be switched off. */
class MoodyStore implements TokenStore {
  isBroken = false
  readonly calls: number[] = []
  readonly #store = new MemoryTokenStore()

  read(identifiers: readonly string[]): ReturnType<TokenStore['read']> {
    return this.#store.read(identifiers)
  }

  bump(identifiers: readonly string[]): Promise<void> {
    this.calls.push(identifiers.length)
    return this.isBroken ? Promise.reject(new Error('out of order')) : this.#store.bump(identifiers)
  }

  flush(): Promise<void> {
    return this.#store.flush()
  }

  close(): Promise<void> {
    return this.#store.close()
  }
}

test('a process that only writes pays what it owes with its next success', async () => {
  const store = new MoodyStore()
  const alkey = new Alkey({ store })
  store.isBroken = true
  await expect(alkey.invalidate('alkey:users#1')).rejects.toMatchObject({ code: 'ALKEY_UNAVAILABLE' })
  store.isBroken = false
  await alkey.invalidate('alkey:users#2')
  await eventually(() => alkey.eventCounts.delivered === 1)
  expect((await alkey.close()).undelivered).toEqual([])
})

test('a process that does nothing more pays what it owes by and by', async () => {
  const store = new MoodyStore()
  const alkey = new Alkey({ store })
  store.isBroken = true
  await alkey.invalidate('alkey:users#1').catch(() => undefined)
  store.isBroken = false
  await eventually(() => alkey.eventCounts.delivered === 1)
  await alkey.close()
})

test('a very large change set goes in slices, and what was sent is not sent again', async () => {
  const store = new MoodyStore()
  const alkey = new Alkey({ store })
  const identifiers = Array.from({ length: 12_000 }, (_, i) => `alkey:users#${i}`)
  await alkey.invalidate(...identifiers)
  // With the table, the global token and what stands for parents; and with each call what stands for scopes.
  expect(store.calls).toEqual([5_001, 5_001, 2_004])
  await alkey.close()
})

describe('close()', () => {
  test('waits for a bump on its way', async () => {
    const proxy = await startTcpProxy(sharedUrl('REDIS_URL'))
    const alkey = new Alkey({ redis: proxy.url, namespace: uniqueNamespace() })
    await alkey.keyGenerator('alkey:users#1')
    proxy.slowDown(100)
    const bump = alkey.invalidate('alkey:users#1')
    expect((await alkey.close()).undelivered).toEqual([])
    await bump
    await proxy.close()
  })

  test('tries until its deadline, and succeeds when Redis is back before', async () => {
    const proxy = await startTcpProxy(sharedUrl('REDIS_URL'))
    const alkey = new Alkey({ redis: proxy.url, namespace: uniqueNamespace() })
    await alkey.keyGenerator('alkey:users#1')
    await proxy.cut()
    await alkey.invalidate('alkey:users#1').catch(() => undefined)
    const closed = alkey.close({ deadlineMs: 10_000 })
    await proxy.restore()
    expect((await closed).undelivered).toEqual([])
    await proxy.close()
  })

  test('ends attaching', async () => {
    const alkey = new Alkey({ store: new MemoryTokenStore() })
    await alkey.close()
    expect(() => alkey.attach({} as never)).toThrow(expect.objectContaining({ code: 'ALKEY_CLOSED' }) as Error)
  })
})
