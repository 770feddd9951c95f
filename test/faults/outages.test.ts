import { createServer } from 'node:net'
import type { DataSource, EntityManager } from 'typeorm'
import { Alkey, type AlkeyEvents, ref } from '../../src'
import { useProxiedShop } from '../support/attached/proxied-shop'
import { onQuery } from '../support/databases/on-query'
import { Product } from '../support/entities/shop'
import { expectWarnings } from '../support/harness/warnings/expect-warnings'
import { outages, undelivered } from '../support/harness/warnings/expected'
import { connectRedis } from '../support/redis/redis'
import type { Server } from '../support/servers/server'
import { startRedis } from '../support/servers/start-redis'
import type { TcpProxy } from '../support/servers/tcp-proxy'
import { DEADLINE_MS, bounded } from '../support/waiting/bounded'
import { eventually } from '../support/waiting/eventually'

expectWarnings(outages, undelivered)

// What callers see while Redis is away, and what keys do afterwards. One process reaches Redis through a proxy that
// fails; another one reaches it directly.

let redis: Server
let dataSource: DataSource
let proxy: TcpProxy
let alkey: Alkey
let neighbour: Alkey
let namespace: string

beforeAll(async () => {
  redis = await startRedis()
})

useProxiedShop((shop) => ({ dataSource, proxy, alkey, namespace } = shop), {
  alkey: { deadlineMs: DEADLINE_MS, leaseMs: 1_000 },
  redisUrl: () => redis.url,
})

afterAll(() => redis.stop())

beforeEach(() => {
  neighbour = new Alkey({ redis: redis.url, namespace, deadlineMs: DEADLINE_MS, leaseMs: 1_000, schemaVersion: '1' })
})

afterEach(() => neighbour.close())

const keyOfTea = (): Promise<string> => alkey.keyGenerator(ref(Product, 1))
const neighboursKeyOfTea = (): Promise<string> => neighbour.keyGenerator('alkey:products#1')
const reprice = (manager: EntityManager): Promise<unknown> => manager.save(Product, { id: 1, price: 100 })

async function backAgain(): Promise<void> {
  await eventually(async () => alkey.isCacheable(await keyOfTea()), { deadlineMs: 15_000 })
}

const faults: Record<string, { begin: () => Promise<void> | void; end: () => Promise<void> | void }> = {
  'the connection is cut': { begin: () => proxy.cut(), end: () => proxy.restore() },
  'the network is silent in both directions': {
    begin: () => {
      proxy.pause()
    },
    end: () => {
      proxy.resume()
    },
  },
  'answers are lost, while commands arrive': {
    begin: () => {
      proxy.dropReplies()
    },
    end: () => {
      proxy.resume()
    },
  },
  'answers take three seconds': {
    begin: () => {
      proxy.slowDown(3_000)
    },
    end: () => {
      proxy.resume()
    },
  },
  'Redis is frozen': {
    begin: () => redis.kill('SIGSTOP'),
    end: () => redis.kill('SIGCONT'),
  },
  'Redis is killed, and comes back empty': {
    begin: () => redis.kill('SIGKILL'),
    end: async () => {
      redis = await startRedis({ port: redis.port })
    },
  },
  'Redis is killed, and comes back from an old snapshot': {
    begin: async () => {
      const client = await connectRedis(redis.url)
      await client.save()
      client.disconnect()
      await redis.kill('SIGKILL')
    },
    end: async () => {
      redis = await startRedis({ port: redis.port, dir: redis.dir })
    },
  },
}

/** When the fault begins, in relation to a write. */
const moments: Record<string, (begin: () => Promise<void> | void) => Promise<() => void> | (() => void)> = {
  'before the write': async (begin) => {
    await begin()
    return () => undefined
  },
  'between the statement and COMMIT': (begin) =>
    onQuery(dataSource, (query) => query.startsWith('UPDATE'), 'afterQuery', begin),
  'when COMMIT is sent': (begin) => onQuery(dataSource, (query) => query === 'COMMIT', 'beforeQuery', begin),
}

describe.each(Object.entries(faults))('while %s', (name, fault) => {
  test.each(Object.entries(moments))('a write goes on within its bound, and its keys change: %s', async (_, moment) => {
    const before = await keyOfTea()
    const neighboursBefore = await neighboursKeyOfTea()
    const stop = await moment(fault.begin)
    // Each of its calls may wait once: the record, and the bump.
    await bounded(() => reprice(dataSource.manager))
    stop()
    expect((await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price).toBe(100)
    const during = await bounded(keyOfTea)
    if (alkey.isCacheable(during)) expect(during).not.toBe(before)
    await fault.end()
    await backAgain()
    expect(await keyOfTea()).not.toBe(before)
    await eventually(
      async () => {
        const key = await neighboursKeyOfTea()
        expect(neighbour.isCacheable(key)).toBe(true)
        expect(key).not.toBe(neighboursBefore)
      },
      { deadlineMs: 15_000 },
    )
  })

  test('a statement outside a transaction goes on within its bound, and its keys change', async () => {
    const before = await keyOfTea()
    await fault.begin()
    await bounded(() => dataSource.manager.update(Product, 1, { price: 100 }))
    await fault.end()
    await backAgain()
    expect(await keyOfTea()).not.toBe(before)
  })

  test('a key is uncacheable within its bound, and the next ones do not wait', async () => {
    const before = await keyOfTea()
    await fault.begin()
    const key = await bounded(keyOfTea)
    expect(alkey.isCacheable(key)).toBe(false)
    // Without a breaker each would wait for the whole deadline.
    await bounded(async () => {
      for (let i = 0; i < 100; i++) expect(alkey.isCacheable(await keyOfTea())).toBe(false)
    })
    await fault.end()
    await backAgain()
    // Nothing was written; but of a Redis that was restarted nobody knows which tokens it came back with.
    expect((await keyOfTea()) === before).toBe(!name.includes('killed'))
  })
})

test('events tell the outage, what is owed, and its end', async () => {
  const events: string[] = []
  const owed: AlkeyEvents['owed'][] = []
  for (const name of ['unavailable', 'owed', 'available', 'delivered'] as const) alkey.on(name, () => events.push(name))
  alkey.on('owed', (event) => owed.push(event))
  await keyOfTea()
  await proxy.cut()
  await eventually(() => events.includes('unavailable'))
  await reprice(dataSource.manager)
  await proxy.restore()
  await eventually(() => events.includes('delivered'), { deadlineMs: 15_000 })
  expect(events).toEqual(['unavailable', 'owed', 'available', 'delivered'])
  expect(owed.map(({ identifiers }) => [...identifiers].sort())).toEqual([
    ['alkey:*#*', 'alkey:products#*', 'alkey:products#1'],
  ])
  expect(alkey.eventCounts).toMatchObject({ unavailable: 1, owed: 1, available: 1, delivered: 1 })
})

test('close() reports what it could not deliver', async () => {
  await keyOfTea()
  await proxy.cut()
  await reprice(dataSource.manager)
  const { undelivered } = await alkey.close({ deadlineMs: 100 })
  expect([...undelivered].sort()).toEqual(['alkey:*#*', 'alkey:products#*', 'alkey:products#1'])
})

test('a server that takes the connection and never speaks makes keys uncacheable, and is tried again', async () => {
  let connections = 0
  const mute = createServer(() => connections++).listen(0, '127.0.0.1')
  await eventually(() => mute.listening)
  const { port } = mute.address() as { port: number }
  const patient = new Alkey({ redis: `redis://127.0.0.1:${port}`, namespace, deadlineMs: DEADLINE_MS })
  expect(patient.isCacheable(await bounded(() => patient.keyGenerator('text')))).toBe(false)
  await eventually(() => connections > 1, { deadlineMs: 15_000 })
  await patient.close()
  mute.close()
})

test('a long computation of the application is no outage', async () => {
  // Without the proxy, which would stand still as well.
  const direct = new Alkey({ redis: redis.url, namespace, deadlineMs: 300 })
  await direct.keyGenerator('text')
  const bump = direct.invalidate('alkey:products#1')
  // The command is on its way, and answered long before this ends.
  await new Promise((resolve) => setImmediate(resolve))
  const end = performance.now() + 400
  while (performance.now() < end) Math.sqrt(end)
  await bump
  expect(direct.eventCounts).toMatchObject({ unavailable: 0, owed: 0 })
  await direct.close()
})
