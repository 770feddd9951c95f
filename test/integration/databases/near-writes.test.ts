import type { DataSource } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Product } from '../../support/entities/shop'
import { eventually } from '../../support/waiting/eventually'

// A process that keeps tokens, and writes itself.

let dataSource: DataSource
let alkey: Alkey

useAttachedShop((shop) => ({ dataSource, alkey } = shop), {
  alkey: { nearCache: { maxStalenessMs: 60_000 } },
})

const tea = ref(Product, 1)
const priceOf = async (): Promise<number> =>
  alkey.remember([tea], async () => (await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price)

async function kept(): Promise<string> {
  await eventually(async () => (await alkey.keyGenerator.explain(tea)).isNear === true)
  return alkey.keyGenerator(tea)
}

test('reads its own writes at once, also while others read', async () => {
  await kept()
  const writing = new AbortController()
  const reading = (async () => {
    while (!writing.signal.aborted)
      await Promise.all([alkey.keyGenerator(tea), alkey.keyGenerator.fresh(tea), priceOf()])
  })()
  for (let price = 1; price <= 100; price++) {
    if (price % 10 === 0) await kept()
    const before = await alkey.keyGenerator(tea)
    if (price % 2) await dataSource.manager.save(Product, { id: 1, price })
    else await dataSource.transaction((manager) => manager.update(Product, 1, { price }))
    expect(await alkey.keyGenerator(tea)).not.toBe(before)
    expect(await priceOf()).toBe(price)
  }
  writing.abort()
  await reading
})
