import type { DataSource } from 'typeorm'
import { type Alkey, type KeyPart, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Customer, Order, Product } from '../../support/entities/shop'
import { recordsIn } from '../../support/redis/records'
import { uniqueNamespace } from '../../support/redis/redis'
import { keysOf } from '../../support/watching/key-watch'

// All flows share one query runner, so that whatever one of them does happens in the transaction of another.

let dataSource: DataSource
let alkey: Alkey
const namespace = uniqueNamespace()
const written = { 'product 1': ref(Product, 1), products: Product }

useAttachedShop((shop) => ({ dataSource, alkey } = shop), { alkey: { namespace } })

afterEach(async () => {
  expect(await recordsIn(namespace)).toEqual([])
})

const isCacheable = async (part: KeyPart): Promise<boolean> => alkey.isCacheable(await alkey.keyGenerator(part))

const otherFlows: [name: string, work: () => Promise<unknown>, alsoWritten: Record<string, KeyPart>][] = [
  ['reads', () => dataSource.manager.find(Order), {}],
  [
    'saves',
    () => dataSource.manager.save(Customer, { id: 2, name: 'Bob' }),
    { 'customer 2': ref(Customer, 2), customers: Customer },
  ],
  [
    'updates outside a transaction of its own',
    () => dataSource.manager.update(Customer, 2, { name: 'Bob' }),
    { 'customer 2': ref(Customer, 2), customers: Customer },
  ],
  [
    'is refused',
    () =>
      expect(dataSource.manager.save(Customer, { id: 1, email: 'bob@example.org' })).rejects.toThrow(
        'UNIQUE constraint failed',
      ),
    {},
  ],
]

describe.each(otherFlows)('another flow %s during a transaction, which stays open', (_, work, alsoWritten) => {
  const parts = { ...written, ...alsoWritten }

  test.each(['commit', 'rollback'])('until its %s', async (end) => {
    const before = await keysOf(alkey, parts)
    const transaction = dataSource.transaction(async (manager) => {
      await manager.update(Product, 1, { price: 5 })
      await work()
      for (const part of Object.values(parts)) expect(await isCacheable(part)).toBe(false)
      if (end === 'rollback') throw new Error('on purpose')
    })
    if (end === 'rollback') await expect(transaction).rejects.toThrow('on purpose')
    else await transaction
    // What was rolled back counts as well: others may have read it.
    const after = await keysOf(alkey, parts)
    for (const name of Object.keys(parts)) expect([name, after[name]]).not.toEqual([name, before[name]])
    const { price } = await dataSource.manager.findOneByOrFail(Product, { id: 1 })
    expect(price).toBe(end === 'rollback' ? 0 : 5)
  })
})

test('flows side by side, of which some have transactions, leave none open', async () => {
  await Promise.all([
    dataSource.manager.save(Product, { id: 1, price: 7, categories: [{ id: 1 }, { id: 2 }] }),
    dataSource.manager.find(Product),
    dataSource.manager.find(Customer),
  ])
  expect(await isCacheable(ref(Product, 1))).toBe(true)
})
