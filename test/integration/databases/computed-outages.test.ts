import { Product } from '../../support/entities/shop'
import { type ProxiedShop, useProxiedShop } from '../../support/attached/proxied-shop'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages } from '../../support/harness/warnings/expected'
import { eventually } from '../../support/waiting/eventually'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { heard } from '../../support/watching/heard-events'

expectWarnings(outages)

// Redis that goes away during a load costs the load nothing but a wait, and what it returns is not stored.

let shop: ProxiedShop
useProxiedShop((opened) => (shop = opened), { alkey: { deadlineMs: 300 } })

test('a load goes on without Redis, waits once, and is not stored', async () => {
  const { alkey, dataSource, proxy } = shop
  const notStored = heard(alkey, 'notStored')
  const waits: number[] = []
  const load = async (): Promise<number> => {
    const { price } = await dataSource.manager.findOneByOrFail(Product, { id: 1 })
    await proxy.cut()
    for (let id = 1; id <= 3; id++) {
      const from = performance.now()
      await dataSource.manager.findOneBy(Product, { id, price: 0 })
      await dataSource.manager.countBy(Product, { price: id })
      waits.push(performance.now() - from)
    }
    // A query of a table that was not asked for before.
    await dataSource.query('SELECT COUNT(*) FROM categories')
    return price
  }
  expect(await alkey.computed(['page'], load)).toBe(0)
  if (awaitsHooks) expect(notStored).toMatchObject([{ reason: 'uncacheable' }])
  // Only the first that asks for tokens may wait for the deadline.
  expect(waits.filter((ms) => ms > 250).length).toBeLessThanOrEqual(1)
  await proxy.restore()
  const again = jest.fn(async () => (await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price)
  await eventually(async () => {
    await alkey.computed(['page'], again)
    const calls = again.mock.calls.length
    await alkey.computed(['page'], again)
    expect(again).toHaveBeenCalledTimes(calls)
  })
  await dataSource.manager.update(Product, 1, { price: 5 })
  expect(await alkey.computed(['page'], again)).toBe(5)
})
