import {
  Column,
  type DataSource,
  Entity,
  type EntityManager,
  In,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
} from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { databaseUnderTest } from '../../support/databases/under-test'
import { Category, Customer, Order, OrderLine, Product, shopEntities } from '../../support/entities/shop'
import { insertShop } from '../../support/entities/shop-rows'
import { reading } from '../../support/watching/cached-readings'

// A query that names the rows that its rows belong to depends on these, since a change of a row changes them, too.

@Entity('folders')
class Folder {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @ManyToOne(() => Folder, (folder) => folder.children, { nullable: true }) parent!: Folder | null
  @OneToMany(() => Folder, (folder) => folder.parent) children!: Folder[]
}

let dataSource: DataSource
let alkey: Alkey

// Customer 1 has the orders 1 and 2, customer 2 has order 3.
useAttached([...shopEntities, Folder], (attached) => ({ dataSource, alkey } = attached), {
  cache: {},
  fill: async (filled) => {
    await insertShop(filled)
    await filled.manager.save(Folder, [{ name: 'root' }, { name: 'other' }])
    await filled.manager.save(Folder, [
      { name: 'in root', parent: { id: 1 } },
      { name: 'in other', parent: { id: 2 } },
    ])
  },
})

type Write = (manager: EntityManager) => Promise<unknown>

interface Query {
  readonly read: (cache: boolean) => Promise<unknown>
  /** What leaves its answer in the cache, and what does not, one after the other. */
  readonly others: readonly Write[]
  readonly own: readonly Write[]
}

const quote = (name: string): string => (databaseUnderTest === 'mariadb' ? `\`${name}\`` : `"${name}"`)
const customerId = quote('customerId')

/** The orders of customer 1, in any way in which they are asked for. */
const ordersOfFirst: Omit<Query, 'read'> = {
  others: [
    (manager) => manager.save(Order, { note: 'of second', customer: { id: 2 } }),
    (manager) => manager.update(Order, 3, { note: 'new' }),
    (manager) => manager.save(Order, { id: 3, note: 'newer' }),
    (manager) => manager.query(`UPDATE orders SET note = 'all of second' WHERE ${customerId} = 2`),
    (manager) => manager.softDelete(Order, 3),
    (manager) => manager.restore(Order, 3),
    (manager) => manager.update(Order, 3, { customer: null }),
    (manager) => manager.insert(Order, { note: 'of nobody' }),
    (manager) => manager.update(Customer, 2, { name: 'Bob' }),
    (manager) => manager.delete(Order, 3),
  ],
  own: [
    (manager) => manager.save(Order, { note: 'of first', customer: { id: 1 } }),
    (manager) => manager.update(Order, 1, { note: 'new' }),
    (manager) => manager.query(`UPDATE orders SET note = 'all of first' WHERE ${customerId} = 1`),
    (manager) => manager.softDelete(Order, 1),
    (manager) => manager.restore(Order, 1),
    (manager) => manager.update(Order, 1, { customer: { id: 2 } }),
    (manager) => manager.update(Order, 1, { customer: { id: 1 } }),
    (manager) => manager.transaction((inner) => inner.update(Order, 1, { note: 'within' })),
    (manager) => manager.query("UPDATE orders SET note = 'each' WHERE note <> 'each'"),
    async (manager) => {
      await manager.query('ALTER TABLE orders ADD COLUMN more integer')
      await manager.query('ALTER TABLE orders DROP COLUMN more')
    },
    async (manager) => {
      await manager.query('DELETE FROM order_lines')
      await manager.delete(Order, { customer: { id: 1 } })
    },
    () => alkey.invalidate(Order),
    () => alkey.invalidate('alkey:orders#1'),
  ],
}

const queries: Readonly<Record<string, Query>> = {
  'children by their relation': {
    read: (cache) =>
      dataSource.manager.find(Order, {
        where: { customer: { id: 1 } },
        order: { id: 'ASC' },
        withDeleted: true,
        cache,
      }),
    ...ordersOfFirst,
  },
  'children by their foreign key': {
    read: (cache) =>
      dataSource.manager
        .createQueryBuilder(Order, 'o')
        .where(`o.${customerId} = :id`, { id: 1 })
        .withDeleted()
        .orderBy('o.id')
        .cache(cache)
        .getRawMany(),
    ...ordersOfFirst,
  },
  'a count': {
    read: async (cache) => [
      await dataSource.manager
        .createQueryBuilder(Order, 'o')
        .where({ customer: { id: 1 } })
        .cache(cache)
        .getCount(),
    ],
    ...ordersOfFirst,
  },
  'a subquery': {
    read: (cache) =>
      dataSource.manager
        .createQueryBuilder(Customer, 'c')
        .select('c.id', 'id')
        .addSelect(`(SELECT COUNT(*) FROM orders o WHERE o.${customerId} = 1)`, 'count')
        .where('c.id = 1')
        .cache(cache)
        .getRawMany(),
    ...ordersOfFirst,
  },
  'pages of a row with its children': {
    read: (cache) =>
      dataSource.manager.find(Customer, {
        where: { id: 1 },
        relations: { orders: true },
        order: { id: 'ASC', orders: { id: 'ASC' } },
        take: 2,
        withDeleted: true,
        cache,
      }),
    ...ordersOfFirst,
  },
  'children of several': {
    read: (cache) =>
      dataSource.manager.find(OrderLine, {
        where: { productId: In([1, 7]) },
        order: { orderId: 'ASC', line: 'ASC' },
        cache,
      }),
    others: [
      (manager) => manager.update(OrderLine, { orderId: 2, line: 1 }, { quantity: 7 }),
      (manager) => manager.insert(OrderLine, { orderId: 2, line: 2, productId: null }),
    ],
    own: [
      (manager) => manager.update(OrderLine, { orderId: 1, line: 1 }, { quantity: 7 }),
      (manager) => manager.insert(OrderLine, { orderId: 1, line: 3, productId: 1 }),
      (manager) => manager.update(OrderLine, { orderId: 2, line: 1 }, { productId: 1 }),
    ],
  },
  'alternatives, each of which names something else': {
    read: (cache) =>
      dataSource.manager
        .createQueryBuilder(OrderLine, 'l')
        .where(`l.${quote('productId')} = 1 OR (l.${quote('orderId')} = 2 AND l.line = 1)`)
        .orderBy('l.orderId')
        .addOrderBy('l.line')
        .cache(cache)
        .getMany(),
    others: [(manager) => manager.insert(OrderLine, { orderId: 3, line: 2, productId: 2 })],
    own: [
      (manager) => manager.update(OrderLine, { orderId: 2, line: 1 }, { quantity: 7 }),
      (manager) => manager.update(OrderLine, { orderId: 1, line: 1 }, { quantity: 7 }),
    ],
  },
  'links of one end': {
    read: (cache) =>
      dataSource.manager
        .createQueryBuilder()
        .select('pc.*')
        .from('product_categories', 'pc')
        .where(`pc.${quote('productsId')} = 1`)
        .orderBy(`pc.${quote('categoriesId')}`)
        .cache(cache)
        .getRawMany(),
    others: [
      (manager) => manager.createQueryBuilder().relation(Product, 'categories').of(2).add(1),
      (manager) => manager.createQueryBuilder().relation(Product, 'categories').of(2).remove(2),
    ],
    own: [
      (manager) => manager.createQueryBuilder().relation(Product, 'categories').of(1).add(2),
      (manager) => manager.createQueryBuilder().relation(Category, 'products').of(1).remove(1),
      (manager) => manager.save(Product, { id: 1, categories: [{ id: 1 }] }),
      (manager) => manager.query('DELETE FROM product_categories'),
    ],
  },
  'children in a tree': {
    read: (cache) => dataSource.manager.find(Folder, { where: { parent: { id: 1 } }, order: { id: 'ASC' }, cache }),
    others: [(manager) => manager.update(Folder, 4, { name: 'new' })],
    own: [
      (manager) => manager.update(Folder, 3, { name: 'new' }),
      (manager) => manager.update(Folder, 4, { parent: { id: 1 } }),
      (manager) => manager.update(Folder, 4, { parent: { id: 2 } }),
    ],
  },
  'grandchildren, which their children have to be read for': {
    read: (cache) =>
      dataSource.manager.find(Customer, {
        where: { id: 1 },
        relations: { orders: { lines: true } },
        order: { orders: { id: 'ASC', lines: { line: 'ASC' } } },
        cache,
      }),
    others: [(manager) => manager.update(Order, 3, { note: 'new' })],
    own: [(manager) => manager.update(OrderLine, { orderId: 2, line: 1 }, { quantity: 8 })],
  },
  'children of any row, some of which are joined': {
    read: (cache) =>
      dataSource.manager
        .createQueryBuilder(Customer, 'c')
        .leftJoin(Order, 'o', `o.${customerId} = c.id AND c.id = 1`)
        .select(['c.id AS id', 'o.note AS note'])
        .orderBy('c.id')
        .addOrderBy('o.id')
        .cache(cache)
        .getRawMany(),
    others: [],
    own: [
      (manager) => manager.insert(Customer, { email: 'new' }),
      (manager) => manager.update(Order, 1, { note: 'new' }),
    ],
  },
  'rows without a partner': {
    read: (cache) =>
      dataSource.manager
        .createQueryBuilder(Customer, 'c')
        .leftJoin(Order, 'o', `o.${customerId} = c.id`)
        .select('c.id', 'id')
        .where(`c.id = 1 AND o.${customerId} IS NULL`)
        .cache(cache)
        .getRawMany(),
    others: [(manager) => manager.update(Order, 3, { note: 'new' })],
    own: [(manager) => manager.update(Order, { customer: { id: 1 } }, { customer: null })],
  },
}

describe.each(Object.entries(queries))('%s', (_, { read, others, own }) => {
  test('are found until something changes that they depend on', async () => {
    await read(true)
    await read(true)
    for (const other of others) {
      await other(dataSource.manager)
      // What nobody can read before a statement is bumped in bulk.
      if (!awaitsHooks) await reading(alkey, read)
      expect([String(other), await reading(alkey, read)]).toEqual([String(other), 'found'])
    }
    for (const change of own) {
      await change(dataSource.manager)
      expect([String(change), await reading(alkey, read)]).not.toEqual([String(change), 'found'])
    }
  })
})

test('what a transaction has written is not found on the connection that it shares', async () => {
  const read = (manager: EntityManager) => (cache: boolean) =>
    manager.find(Order, { where: { customer: { id: 1 } }, order: { id: 'ASC' }, cache })
  await read(dataSource.manager)(true)
  await dataSource
    .transaction(async (manager) => {
      await manager.update(Order, 1, { note: 'within' })
      await reading(alkey, read(manager))
      await reading(alkey, read(dataSource.manager))
      throw new Error('back')
    })
    .catch(() => undefined)
  await reading(alkey, read(dataSource.manager))
})
