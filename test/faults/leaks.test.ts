import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { DataSource } from 'typeorm'
import { Alkey, ref } from '../../src'
import { closeAll, openDataSource } from '../support/databases/data-source'
import { Product, shopEntities } from '../support/entities/shop'
import { fillShop } from '../support/entities/shop-rows'
import { expectWarnings } from '../support/harness/warnings/expect-warnings'
import { outages } from '../support/harness/warnings/expected'
import { connectRedis, uniqueNamespace } from '../support/redis/redis'
import type { Server } from '../support/servers/server'
import { startRedis } from '../support/servers/start-redis'
import { startTcpProxy } from '../support/servers/tcp-proxy'
import { eventually } from '../support/waiting/eventually'

expectWarnings(outages)

/** `npm run test:soak` has a thousand. */
const OUTAGES = Number(process.env['ALKEY_OUTAGES'] ?? 300)

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

let redis: Server
let dataSource: DataSource

beforeAll(async () => {
  redis = await startRedis()
  dataSource = await openDataSource(shopEntities)
  await fillShop(dataSource)
})

afterAll(async () => {
  await closeAll()
  await redis.stop()
})

/** What keeps the process alive, by kind: sockets and referenced timers. */
function openResources(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) {
    if (/Wrap|Timeout/.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

test(
  `${OUTAGES} outages with writes in them leave nothing behind`,
  async () => {
    const namespace = uniqueNamespace()
    const proxy = await startTcpProxy(redis.url)
    const alkey = new Alkey({ redis: proxy.url, namespace, deadlineMs: 1_000 })
    alkey.attach(dataSource)
    const client = await connectRedis(redis.url)

    const outage = async (price: number): Promise<void> => {
      const { unavailable, available } = alkey.eventCounts
      await proxy.cut()
      await eventually(() => alkey.eventCounts.unavailable > unavailable)
      await dataSource.manager.save(Product, { id: 1, price })
      await dataSource.manager.update(Product, 2, { price })
      await alkey.keyGenerator(ref(Product, 1))
      await proxy.restore()
      await eventually(() => alkey.eventCounts.available > available)
      await eventually(async () => alkey.isCacheable(await alkey.keyGenerator(ref(Product, 1))))
    }

    await alkey.keyGenerator(Product)
    for (let i = 1; i <= 20; i++) await outage(i)
    collectGarbage()
    let resources = {}
    // Looked at where it is compared later: waiting takes timers of its own.
    await eventually(() => {
      resources = openResources()
    })
    const before = { keys: await client.dbsize(), heap: process.memoryUsage().heapUsed }
    for (let i = 21; i <= OUTAGES; i++) await outage(i)
    collectGarbage()
    await eventually(() => {
      expect(openResources()).toEqual(resources)
    })
    expect(await client.dbsize()).toBeLessThanOrEqual(before.keys)
    // Ten kilobytes an outage would already be a leak.
    expect(process.memoryUsage().heapUsed - before.heap).toBeLessThan(10_000_000)

    await alkey.close()
    await proxy.close()
    await client.quit()
  },
  60_000 + OUTAGES * 300,
)
