import type { DataSource } from 'typeorm'
import { type Alkey, MemoryTokenStore } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { Category, Customer, Order, OrderLine, Product } from '../../support/entities/shop'
import { heard } from '../../support/watching/heard-events'

// Values that find what they depend on by the queries of their load.

let dataSource: DataSource
let alkey: Alkey
let count = 0

useAttachedShop((shop) => ({ dataSource, alkey } = shop), { alkey: { store: new MemoryTokenStore() } })

/** A value that is asked for again and again, and how often it was loaded. */
function value<Value>(load: () => Promise<Value>): {
  readonly get: () => Promise<Value>
  readonly loads: () => number
} {
  const name = `value ${++count}`
  const counted = jest.fn(load)
  return { get: () => alkey.computed([name], counted), loads: () => counted.mock.calls.length }
}

const product = (id: number): Promise<Product> => dataSource.manager.findOneByOrFail(Product, { id })

describe('a value', () => {
  test('is found until a row that it was made of changes', async () => {
    const { get, loads } = value(async () => (await product(1)).price)
    expect([await get(), await get()]).toEqual([0, 0])
    expect(loads()).toBe(1)
    await dataSource.manager.update(Product, 1, { price: 5 })
    expect([await get(), await get()]).toEqual([5, 5])
    expect(loads()).toBe(2)
  })

  if (awaitsHooks)
    test('stays when other rows change', async () => {
      const { get, loads } = value(async () => (await product(1)).price)
      await get()
      await dataSource.manager.update(Product, 2, { price: 5 })
      await dataSource.manager.update(Customer, 1, { name: 'Ann' })
      await get()
      expect(loads()).toBe(1)
    })

  const changes: Record<string, { load: () => Promise<unknown>; write: () => Promise<unknown> }> = {
    'a row of a table that was searched': {
      load: () => dataSource.manager.countBy(Product, { price: 7 }),
      write: () => dataSource.manager.update(Product, 2, { price: 7 }),
    },
    'a row that was not there': {
      load: () => dataSource.manager.findOneBy(OrderLine, { orderId: 1, line: 50 }),
      write: () => dataSource.manager.insert(OrderLine, { orderId: 1, line: 50 }),
    },
    'a joined row': {
      load: () => dataSource.manager.findOne(Order, { where: { id: 1 }, relations: { lines: true } }),
      write: () => dataSource.manager.update(OrderLine, { orderId: 1 }, { quantity: 9 }),
    },
    'a row of one that is listed': {
      load: async () => [
        await dataSource.manager.find(Customer),
        await dataSource.manager.countBy(Order, { customer: { id: 1 } }),
      ],
      write: () => dataSource.manager.insert(Order, { customer: { id: 1 } }),
    },
    'a row of one of many': {
      load: async () => {
        const counts: number[] = []
        for (let id = 120; id > 0; id--) counts.push(await dataSource.manager.countBy(Order, { customer: { id } }))
        return counts.reduce((sum, count) => sum + count)
      },
      write: () => dataSource.manager.insert(Order, { customer: { id: 1 } }),
    },
    'a row in a bulk': {
      load: () => product(1),
      write: () => dataSource.manager.createQueryBuilder().update(Product).set({ price: 8 }).execute(),
    },
    'a row by SQL': {
      load: () => dataSource.query('SELECT price FROM products WHERE id = 1'),
      write: () => dataSource.query('UPDATE products SET price = 77 WHERE id = 1'),
    },
    'what a query builder read': {
      load: () => dataSource.createQueryBuilder(Product, 'p').where('p.price > :price', { price: 3 }).getCount(),
      write: () => dataSource.manager.update(Product, 1, { price: 4 }),
    },
    'what a transaction of the load read': {
      load: () => dataSource.transaction((manager) => manager.countBy(Category, { name: 'new' })),
      write: () => dataSource.manager.save(Category, { name: 'new' }),
    },
  }

  test.each(Object.entries(changes))('changes with %s', async (_, { load, write }) => {
    const { get } = value(load)
    const before = await get()
    await write()
    const after = await get()
    expect(after).not.toEqual(before)
    expect(after).toEqual(await load())
  })

  test('depends on what its last load read, also where that took another way', async () => {
    const { get, loads } = value(async () => {
      const { price } = await product(1)
      return price === 0 ? 'free' : (await product(price)).name
    })
    expect(await get()).toBe('free')
    await dataSource.manager.update(Product, 1, { price: 2 })
    const { name } = await product(2)
    expect([await get(), await get()]).toEqual([name, name])
    await dataSource.manager.update(Product, 2, { name: 'other' })
    expect(await get()).toBe('other')
    expect(loads()).toBe(3)
  })
})

if (awaitsHooks)
  test('a load that reads nothing is told once', async () => {
    const events = heard(alkey, 'independent')
    for (let i = 0; i < 2; i++) await alkey.computed(['constant', i], () => i)
    expect(events).toEqual([{ name: 'constant' }])
  })
