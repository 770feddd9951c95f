import { LessThan, type EntityManager } from 'typeorm'
import { type Alkey, ref } from 'typeorm-alkey'
import { Category, Customer, OrderLine, Product } from './entities'
import type { Fate, Watched } from './watched'

export interface Step {
  readonly title: string
  readonly why: string
  run(manager: EntityManager, alkey: Alkey): Promise<unknown>
  /** The keys that are compared, and what must become of each. */
  readonly keys: Partial<Record<Watched, Fate>>
}

class OutOfStock extends Error {}

export const steps: readonly Step[] = [
  {
    title: 'A customer is read',
    why: 'Reading changes no key.',
    run: (manager) => manager.findOneByOrFail(Customer, { id: 1 }),
    keys: { 'customer 1': 'same', 'all customers': 'same', anything: 'same' },
  },
  {
    title: 'A customer is updated',
    why: 'The row changes, and with it its table; other rows and other tables do not.',
    run: (manager) => manager.save(Customer, { id: 1, name: 'Anne' }),
    keys: {
      'customer 1': 'changed',
      'customer 2': 'same',
      'all customers': 'changed',
      'all products': 'same',
      anything: 'changed',
    },
  },
  {
    title: 'A customer is added',
    why: 'The table-wide key changes, and the global one; the keys of other customers and other tables do not.',
    run: (manager) => manager.save(Customer, { name: 'Cleo' }),
    keys: {
      'customer 1': 'same',
      'customer 2': 'same',
      'all customers': 'changed',
      'all products': 'same',
      anything: 'changed',
    },
  },
  {
    title: 'A line of an order is updated',
    why: 'A child touches the rows it belongs to, here its order and its product. One level only: not the customer.',
    run: (manager) => manager.save(OrderLine, { orderId: 1, line: 2, quantity: 4 }),
    keys: {
      'order 1, line 1': 'same',
      'order 1, line 2': 'changed',
      'order 1': 'changed',
      'order 2': 'same',
      'product 1': 'same',
      'product 2': 'changed',
      'customer 1': 'same',
    },
  },
  {
    title: 'A product is put into a category',
    why: 'A many-to-many link changes the rows at both of its ends.',
    run: async (manager) => {
      const teapot = await manager.findOneOrFail(Product, { where: { id: 1 }, relations: { categories: true } })
      teapot.categories.push(await manager.findOneByOrFail(Category, { id: 2 }))
      await manager.save(teapot)
    },
    keys: { 'product 1': 'changed', 'product 2': 'same', 'category 1': 'same', 'category 2': 'changed' },
  },
  {
    title: 'An inner transaction fails, the outer one commits',
    why: 'What was rolled back to the savepoint never happened: customer 2 keeps its key.',
    run: (manager) =>
      manager.transaction(async (outer) => {
        await outer.save(Customer, { id: 1, name: 'Anna' })
        try {
          await outer.transaction(async (inner) => {
            await inner.save(Customer, { id: 2, name: 'Robert' })
            throw new OutOfStock()
          })
        } catch (error) {
          if (!(error instanceof OutOfStock)) throw error
        }
      }),
    keys: { 'customer 1': 'changed', 'customer 2': 'same', 'all customers': 'changed' },
  },
  {
    title: 'A whole transaction is rolled back',
    why: 'Nothing was committed, so no key changes.',
    run: async (manager) => {
      try {
        await manager.transaction(async (transaction) => {
          await transaction.save(Customer, { id: 1, name: 'Nobody' })
          throw new OutOfStock()
        })
      } catch (error) {
        if (!(error instanceof OutOfStock)) throw error
      }
    },
    keys: { 'customer 1': 'same', 'customer 2': 'same', 'all customers': 'same', anything: 'same' },
  },
  {
    title: 'Cheap products get a new price, by one statement',
    why: 'The statement does not say which rows it meets, so every product counts as changed.',
    run: (manager) => manager.update(Product, { price: LessThan(3000) }, { price: 2600 }),
    keys: { 'product 1': 'changed', 'product 2': 'changed', 'all products': 'changed', 'customer 1': 'same' },
  },
  {
    title: 'A product is invalidated by hand',
    why: 'For what TypeORM does not see, such as a write by another program: alkey.invalidate(ref(Product, 1)).',
    run: (_manager, alkey) => alkey.invalidate(ref(Product, 1)),
    keys: { 'product 1': 'changed', 'product 2': 'same', 'all products': 'changed', 'all customers': 'same' },
  },
]
