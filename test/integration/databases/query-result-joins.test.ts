import { type DataSource, type EntityManager, ViewColumn, ViewEntity } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { Category, Customer, Order, OrderLine, Product, shopEntities } from '../../support/entities/shop'
import { insertShop } from '../../support/entities/shop-rows'
import { reading } from '../../support/watching/cached-readings'

// Queries of several tables depend on the rows of one and on all rows of the other, as far as their conditions tell.

@ViewEntity({ name: 'one_product', expression: 'SELECT id, name FROM products WHERE id = 1', dependsOn: [Product] })
class OneProduct {
  @ViewColumn() id!: number
  @ViewColumn() name!: string
}

let dataSource: DataSource
let alkey: Alkey

useAttached([...shopEntities, OneProduct], (attached) => ({ dataSource, alkey } = attached), {
  cache: {},
  fill: insertShop,
})

type Write = (manager: EntityManager) => Promise<unknown>

interface Query {
  readonly read: (cache: boolean) => Promise<unknown>
  /** What leaves its answer in the cache, and what does not, one after the other. */
  readonly others: readonly Write[]
  readonly own: readonly Write[]
}

const note =
  (id: number): Write =>
  (manager) =>
    manager.update(Order, id, { note: 'new' })

const queries: Readonly<Record<string, Query>> = {
  'children of a row': {
    read: (cache) =>
      dataSource.manager.findOne(Order, {
        where: { id: 1 },
        relations: { lines: true },
        order: { lines: { line: 'ASC' } },
        cache,
      }),
    others: [note(2), (manager) => manager.insert(Order, { note: 'third' })],
    own: [note(1), (manager) => manager.update(OrderLine, { orderId: 1, line: 1 }, { quantity: 9 })],
  },
  'pages, which take two queries': {
    read: (cache) =>
      dataSource.manager.find(Order, {
        where: { id: 1 },
        relations: { lines: true },
        take: 1,
        order: { id: 'ASC' },
        cache,
      }),
    others: [note(2)],
    own: [note(1), (manager) => manager.delete(OrderLine, { orderId: 1 })],
  },
  'a row that can be removed softly': {
    read: (cache) => dataSource.manager.findOne(Order, { where: { id: 1 }, cache }),
    others: [(manager) => manager.softDelete(Order, 2), (manager) => manager.restore(Order, 2)],
    own: [(manager) => manager.softDelete(Order, 1), (manager) => manager.restore(Order, 1)],
  },
  'both keys of a composite one': {
    read: (cache) => dataSource.manager.findOne(OrderLine, { where: { orderId: 1, line: 1 }, cache }),
    others: [
      (manager) => manager.insert(OrderLine, { orderId: 1, line: 7 }),
      (manager) => manager.update(OrderLine, { orderId: 1, line: 7 }, { quantity: 3 }),
    ],
    own: [
      (manager) => manager.update(OrderLine, { orderId: 1, line: 1 }, { quantity: 3 }),
      (manager) => manager.delete(OrderLine, { orderId: 1 }),
    ],
  },
  'one key of a composite one': {
    read: (cache) => dataSource.manager.find(OrderLine, { where: { orderId: 1 }, order: { line: 'ASC' }, cache }),
    others: [note(2), (manager) => manager.insert(OrderLine, { orderId: 2, line: 7 })],
    own: [note(1), (manager) => manager.insert(OrderLine, { orderId: 1, line: 7 })],
  },
  'a link with both ends named': {
    read: (cache) =>
      dataSource.manager
        .createQueryBuilder(Product, 'p')
        .innerJoinAndSelect('p.categories', 'c')
        .where('p.id = 1 AND c.id = 1')
        .cache(cache)
        .getMany(),
    others: [
      (manager) => manager.update(Product, 2, { price: 7 }),
      (manager) => manager.insert(Category, { name: 'other' }),
      (manager) => manager.createQueryBuilder().relation(Product, 'categories').of(2).remove(2),
    ],
    own: [
      (manager) => manager.createQueryBuilder().relation(Product, 'categories').of(1).remove(1),
      (manager) => manager.createQueryBuilder().relation(Product, 'categories').of(1).add(1),
      (manager) => manager.update(Category, 1, { name: 'renamed' }),
      (manager) => manager.update(Product, 1, { price: 7 }),
    ],
  },
  'a row by another one, which an outer join finds': {
    read: (cache) =>
      dataSource.manager.find(Order, {
        where: { customer: { id: 1 } },
        relations: { customer: true },
        order: { id: 'ASC' },
        cache,
      }),
    others: [(manager) => manager.insert(Customer, { email: 'new' })],
    own: [(manager) => manager.update(Customer, 1, { name: 'Eve' }), note(2)],
  },
  'a view': {
    read: (cache) => dataSource.manager.find(OneProduct, { where: { id: 1 }, cache }),
    others: [note(1)],
    own: [
      (manager) => manager.update(Product, 1, { name: 'pie' }),
      (manager) => manager.update(Product, 2, { name: 'bun' }),
    ],
  },
}

describe.each(Object.entries(queries))('%s', (_, { read, others, own }) => {
  test('are found until something changes that they depend on', async () => {
    await read(true)
    await read(true)
    for (const other of others) {
      await other(dataSource.manager)
      expect(await reading(alkey, read)).toBe('found')
    }
    for (const change of own) {
      await change(dataSource.manager)
      expect(await reading(alkey, read)).not.toBe('found')
    }
  })
})
