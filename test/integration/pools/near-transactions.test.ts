import type { DataSource } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Product } from '../../support/entities/shop'
import { sharedRedis } from '../../support/redis/redis'
import { commandsDuring } from '../../support/redis/seen-commands'
import { eventually } from '../../support/waiting/eventually'

const { namespace } = sharedRedis()
let dataSource: DataSource
let alkey: Alkey

useAttachedShop((shop) => ({ dataSource, alkey } = shop), {
  alkey: { namespace, nearCache: { maxStalenessMs: 60_000 } },
  cache: {},
})

const tea = ref(Product, 1)

/** How often tokens were read from Redis. */
async function readsOf(work: () => Promise<unknown>): Promise<number> {
  const commands = await commandsDuring(namespace, work)
  return commands.filter(([name, key]) => name === 'mget' && !key?.includes(':value:')).length
}

test('what a transaction writes may come of what it reads, so inside it tokens are read from Redis', async () => {
  const query = { where: { id: 1 }, cache: true }
  await eventually(async () => {
    await dataSource.manager.find(Product, query)
    const isNear = (await alkey.keyGenerator.explain(tea)).isNear === true
    return isNear && (await readsOf(() => dataSource.manager.find(Product, query))) === 0
  })
  expect(await readsOf(() => alkey.keyGenerator(tea))).toBe(0)
  await dataSource.transaction('READ COMMITTED', async (manager) => {
    expect(await readsOf(() => alkey.keyGenerator.within(manager)(tea))).toBe(1)
    expect(await readsOf(() => alkey.remember([tea], () => 1, { manager }))).toBe(1)
    expect(await readsOf(() => manager.find(Product, query))).toBe(1)
  })
})
