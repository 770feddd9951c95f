import { type DataSource, IsNull } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { databaseUnderTest } from '../../support/databases/under-test'
import { Category, Customer, Order, OrderLine, Product, Profile } from '../../support/entities/shop'
import { shopParts } from '../../support/entities/shop-rows'
import { changedBy } from '../../support/watching/key-watch'

let dataSource: DataSource
let alkey: Alkey

useAttachedShop((shop) => ({ dataSource, alkey } = shop))

const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, shopParts, work)

const orderOfAnn = (): Promise<Order> => dataSource.manager.findOneByOrFail(Order, { id: 1 })

/** Where its parent can't be read before a statement, it may have been any. */
const unread = awaitsHooks ? [] : ['customer 2']
const unreadFirst = awaitsHooks ? [] : ['customer 1']

describe('what a write changes', () => {
  const cases: Record<string, { given?: () => Promise<unknown>; write: () => Promise<unknown>; changes: string[] }> = {
    'save: an insert': {
      write: () => dataSource.manager.save(Customer, { email: 'cleo@example.org' }),
      changes: ['customers'],
    },
    'save: an insert of a row that somebody looked for in vain': {
      write: () => dataSource.manager.save(OrderLine, { orderId: 2, line: 2 }),
      changes: ['line 2,2', 'lines', 'order 2'],
    },
    'save: an update touches the parent that was not loaded': {
      write: async () => dataSource.manager.save(Object.assign(await orderOfAnn(), { note: 'changed' })),
      changes: ['customer 1', 'order 1', 'orders'],
    },
    'save: an update touches both parents of a row with a mapped foreign key': {
      write: async () => {
        const line = await dataSource.manager.findOneByOrFail(OrderLine, { orderId: 1, line: 1 })
        return dataSource.manager.save(Object.assign(line, { quantity: 5 }))
      },
      changes: ['line 1,1', 'lines', 'order 1', 'product 1'],
    },
    'save: nothing to change': {
      write: async () => dataSource.manager.save(await orderOfAnn()),
      changes: [],
    },
    'save: a child moved from its own side touches the parents before and after': {
      write: async () => dataSource.manager.save(Object.assign(await orderOfAnn(), { customer: { id: 2 } })),
      changes: ['customer 1', 'customer 2', 'order 1', 'orders'],
    },
    'save: a child moved by a mapped foreign key': {
      write: async () => {
        const line = await dataSource.manager.findOneByOrFail(OrderLine, { orderId: 1, line: 1 })
        return dataSource.manager.save(Object.assign(line, { productId: 2 }))
      },
      changes: ['line 1,1', 'lines', 'order 1', 'product 1', 'product 2'],
    },
    "save: a child moved from the parent's side (its old parent is in no event)": {
      write: async () => {
        const bob = await dataSource.manager.findOneOrFail(Customer, { where: { id: 2 }, relations: { orders: true } })
        bob.orders.push(await orderOfAnn())
        return dataSource.manager.save(bob)
      },
      changes: ['customer 1', 'customer 2', 'order 1', 'orders'],
    },
    'save: a parent with a new child': {
      write: async () => {
        const bob = await dataSource.manager.findOneOrFail(Customer, { where: { id: 2 }, relations: { orders: true } })
        bob.orders.push(dataSource.manager.create(Order, { note: 'fourth' }))
        return dataSource.manager.save(bob)
      },
      changes: ['customer 2', 'orders'],
    },
    'save: children taken away from their parent (the event has no row at all)': {
      write: async () => {
        const bob = await dataSource.manager.findOneOrFail(Customer, { where: { id: 2 }, relations: { orders: true } })
        bob.orders = []
        return dataSource.manager.save(bob)
      },
      changes: [...unreadFirst, 'customer 2', 'order 3', 'orders'],
    },
    'save: the owning side of a one-to-one relation': {
      write: async () => {
        const profile = await dataSource.manager.findOneByOrFail(Profile, { id: 1 })
        return dataSource.manager.save(Object.assign(profile, { customer: { id: 2 } }))
      },
      changes: [...unreadFirst, 'customer 2', 'profile 1', 'profiles'],
    },
    'save: a link added, and nothing else': {
      write: async () => {
        const tea = await dataSource.manager.findOneOrFail(Product, {
          where: { id: 1 },
          relations: { categories: true },
        })
        tea.categories.push(dataSource.manager.create(Category, { id: 2 }))
        return dataSource.manager.save(tea)
      },
      changes: ['categories', 'category 2', 'links', 'product 1', 'products'],
    },
    'save: a link removed from the other side': {
      write: async () => {
        const drinks = await dataSource.manager.findOneOrFail(Category, {
          where: { id: 1 },
          relations: { products: true },
        })
        drinks.products = []
        return dataSource.manager.save(drinks)
      },
      changes: ['categories', 'category 1', 'links', 'product 1', 'products'],
    },
    'save without a transaction': {
      write: async () =>
        dataSource.manager.save(Object.assign(await orderOfAnn(), { note: 'changed' }), { transaction: false }),
      changes: ['customer 1', ...unread, 'order 1', 'orders'],
    },
    'save without reading back what the database made': {
      write: () => dataSource.manager.save(dataSource.manager.create(Product, { name: 'pie' }), { reload: false }),
      // The others tell the new id unasked.
      changes: [...(databaseUnderTest === 'postgres' ? ['product 1', 'product 2'] : []), 'products'],
    },
    'remove (the entity has lost its id afterwards)': {
      write: async () => dataSource.manager.remove(await dataSource.manager.findOneByOrFail(Order, { id: 3 })),
      changes: [...unreadFirst, 'customer 2', 'order 3', 'orders'],
    },
    softRemove: {
      write: async () => dataSource.manager.softRemove(await orderOfAnn()),
      changes: ['customer 1', 'order 1', 'orders'],
    },
    recover: {
      given: () => dataSource.manager.update(Order, { id: 1 }, { deletedAt: new Date(0) }),
      write: async () =>
        dataSource.manager.recover(
          await dataSource.manager.findOneOrFail(Order, { where: { id: 1 }, withDeleted: true }),
        ),
      changes: ['customer 1', 'order 1', 'orders'],
    },
    insert: {
      write: () => dataSource.manager.insert(Order, [{ note: 'x', customer: { id: 2 } }, { note: 'y' }]),
      changes: ['customer 2', 'orders'],
    },
    'update by criteria': {
      write: () => dataSource.manager.update(Product, { name: 'tea' }, { price: 3 }),
      changes: ['product 1', 'product 2', 'products'],
    },
    'update by criteria of rows with a parent': {
      write: () => dataSource.manager.update(Profile, { customer: IsNull() }, { bio: '' }),
      changes: ['customer 1', 'customer 2', 'profile 1', 'profiles'],
    },
    'delete by criteria': {
      write: () => dataSource.manager.delete(Profile, { bio: 'of nobody' }),
      changes: ['customer 1', 'customer 2', 'profile 1', 'profiles'],
    },
    'softDelete and restore by criteria': {
      write: async () => {
        await dataSource.manager.softDelete(Order, { note: 'first' })
        await dataSource.manager.restore(Order, { note: 'first' })
      },
      changes: ['customer 1', 'customer 2', 'order 1', 'order 2', 'order 3', 'orders'],
    },
    increment: {
      write: () => dataSource.manager.increment(Product, { name: 'tea' }, 'price', 1),
      changes: ['product 1', 'product 2', 'products'],
    },
    'a relation query builder adds a link': {
      write: () => dataSource.manager.createQueryBuilder().relation(Product, 'categories').of(1).add(2),
      changes: ['categories', 'category 2', 'links', 'product 1', 'products'],
    },
    'a relation query builder removes a link (the event names no row)': {
      write: () => dataSource.manager.createQueryBuilder().relation(Product, 'categories').of(1).remove(1),
      changes: ['categories', 'category 1', 'links', 'product 1', 'products'],
    },
    'upsert of an existing row': {
      write: () => dataSource.manager.upsert(Customer, { email: 'ann@example.org', name: 'Ann' }, ['email']),
      // Only PostgreSQL tells which row it was.
      changes: ['customer 1', ...(databaseUnderTest === 'postgres' ? [] : ['customer 2']), 'customers'],
    },
  }

  for (const [name, { given, write, changes }] of Object.entries(cases)) {
    test(name, async () => {
      await given?.()
      expect(await changed(write)).toEqual(changes.length > 0 ? [...changes, 'anything'].sort() : [])
    })
  }
})
