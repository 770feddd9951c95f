import type { DataSource } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Category, Customer, Order, OrderLine, Product } from '../../support/entities/shop'
import { found } from '../../support/watching/found-queries'

// The kinds of queries that TypeORM makes with its option `cache`.

let dataSource: DataSource
let alkey: Alkey
useAttachedShop((shop) => ({ dataSource, alkey } = shop), { cache: {} })

const reprice = (price: number): Promise<unknown> => dataSource.manager.update(Product, 1, { price })

interface Query {
  readonly run: () => Promise<unknown>
  /** What it reads, by a write that must change its answer; and one that must not. */
  readonly touched: () => Promise<unknown>
}

const queries: Record<string, Query> = {
  find: {
    run: () => dataSource.manager.find(Product, { order: { id: 'ASC' }, cache: true }),
    touched: () => reprice(1),
  },
  'findOne by id': {
    run: () => dataSource.manager.findOne(Product, { where: { id: 1 }, cache: true }),
    touched: () => reprice(2),
  },
  'a relation by a join': {
    run: () => dataSource.manager.find(Order, { relations: { lines: true }, order: { id: 'ASC' }, cache: true }),
    touched: () => dataSource.manager.update(OrderLine, { orderId: 1, line: 1 }, { quantity: 9 }),
  },
  'a many-to-many relation, by the table of its links': {
    run: () => dataSource.manager.find(Product, { relations: { categories: true }, order: { id: 'ASC' }, cache: true }),
    touched: () => dataSource.manager.createQueryBuilder().relation(Product, 'categories').of(1).add(2),
  },
  getManyAndCount: {
    run: () =>
      dataSource.manager.createQueryBuilder(Product, 'product').orderBy('product.id').cache(60_000).getManyAndCount(),
    touched: () => dataSource.manager.insert(Product, { name: 'pie' }),
  },
  'pages with joins': {
    run: () =>
      dataSource.manager
        .createQueryBuilder(Customer, 'customer')
        .leftJoinAndSelect('customer.orders', 'order')
        .orderBy('customer.id')
        .skip(0)
        .take(1)
        .cache('first page', 60_000)
        .getManyAndCount(),
    touched: () => dataSource.manager.update(Order, 1, { note: 'new' }),
  },
  getRawMany: {
    run: () =>
      dataSource.manager.createQueryBuilder(Product, 'p').select('MAX(p.price)', 'most').cache(true).getRawMany(),
    touched: () => reprice(77),
  },
  'a subquery': {
    run: () =>
      dataSource.manager
        .createQueryBuilder(Customer, 'customer')
        .where((builder) => {
          const orders = builder
            .subQuery()
            .select('1')
            .from(Order, 'o')
            .where('o.customer = customer.id AND o.note = :note')
          return `EXISTS ${orders.getQuery()}`
        })
        .setParameter('note', 'first')
        .orderBy('customer.id')
        .cache(true)
        .getMany(),
    touched: () => dataSource.manager.update(Order, 1, { note: 'other' }),
  },
  'a common table expression': {
    run: () =>
      dataSource.manager
        .createQueryBuilder()
        .addCommonTableExpression('SELECT id, name FROM products', 'cheap')
        .select('cheap.name', 'name')
        .from('cheap', 'cheap')
        .orderBy('cheap.id')
        .cache(true)
        .getRawMany(),
    touched: () => dataSource.manager.update(Product, 1, { name: 'coffee' }),
  },
}

describe.each(Object.entries(queries))('%s', (_, { run, touched }) => {
  test('is found until a table that it reads is written', async () => {
    const first = await run()
    expect(
      await found(alkey, async () => {
        expect(await run()).toEqual(first)
      }),
    ).toBe('found')
    await dataSource.manager.update(Category, 1, { name: 'elsewhere' })
    const isRead = JSON.stringify(first).includes('categories')
    if (!isRead) expect(await found(alkey, run)).toBe('found')
    await touched()
    const second = await run()
    expect(second).not.toEqual(first)
    expect(
      await found(alkey, async () => {
        expect(await run()).toEqual(second)
      }),
    ).toBe('found')
  })
})
