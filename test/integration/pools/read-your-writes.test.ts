import { join } from 'node:path'
import type { DataSource } from 'typeorm'
import { useAttached } from '../../support/attached/attached'
import type { Database } from '../../support/databases/database'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'
import { type Child, startChild } from '../../support/processes/child-process'
import { uniqueNamespace } from '../../support/redis/redis'
import { sharedUrl } from '../../support/servers/shared-url'
import type * as reader from './processes/reader'

/** `npm run test:soak` has many more. */
const ROUNDS = Number(process.env['ALKEY_ROUNDS'] ?? 500)

const namespace = uniqueNamespace()
let dataSource: DataSource
let database: Database
let child: Child<typeof reader>

afterAll(async () => {
  await child.call('close')
  await child.kill()
})

useAttached(shopEntities, (attached) => ({ dataSource, database } = attached), {
  alkey: { namespace },
  once: fillShop,
})

beforeAll(async () => {
  child = await startChild<typeof reader>(join(__dirname, 'processes', 'reader.ts'))
  await child.call('open', database.options, sharedUrl('REDIS_URL'), namespace)
}, 60_000)

test(
  `another process never reads an old value after the acknowledgement, in ${ROUNDS} rounds`,
  async () => {
    const stale: string[] = []
    for (let price = 1; price <= ROUNDS; price++) {
      // Both ways to write, and a second read that must come from the cache.
      if (price % 2) await dataSource.manager.update(Product, { id: 1 }, { price })
      else await dataSource.manager.save(Product, { id: 1, price })
      for (const method of ['priceOf', 'priceOf', 'rememberedPriceOf', 'rememberedPriceOf'] as const) {
        const read = await child.call(method, 1)
        if (read !== price) stale.push(`${method}: ${read} instead of ${price}`)
      }
    }
    expect(stale).toEqual([])
    expect(await child.call('hitCount')).toBeGreaterThanOrEqual(ROUNDS)
    expect(await child.call('valueHitCount')).toBeGreaterThanOrEqual(ROUNDS)
  },
  60_000 + ROUNDS * 60,
)

test('a reader told by another subscriber after the commit never reads the old value', async () => {
  const stale: string[] = []
  let expected = 0
  const teller = {
    afterTransactionCommit: async () => {
      const read = await child.call('priceOf', 2)
      if (read !== expected) stale.push(`${read} instead of ${expected}`)
    },
  }
  // Even before ours, it is called after the bump.
  dataSource.subscribers.unshift(teller)
  for (expected = 1; expected <= 200; expected++) {
    await child.call('priceOf', 2)
    await dataSource.manager.save(Product, { id: 2, price: expected })
  }
  dataSource.subscribers.shift()
  expect(stale).toEqual([])
}, 60_000)
