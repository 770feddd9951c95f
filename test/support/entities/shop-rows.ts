import type { DataSource } from 'typeorm'
import { GLOBAL, ref } from '../../../src'
import { emptyTables } from '../databases/empty-tables'
import { Category, Customer, Order, OrderLine, Product, Profile } from './shop'

/** Empties the shop and fills it. */
export async function fillShop(dataSource: DataSource): Promise<void> {
  await emptyTables(dataSource)
  await insertShop(dataSource)
}

/** Into empty tables: ids begin with 1, in the order written here. */
export async function insertShop({ manager }: DataSource): Promise<void> {
  await manager.save(Customer, [
    { email: 'ann@example.org', orders: [{ note: 'first' }, { note: 'second' }] },
    { email: 'bob@example.org', orders: [{ note: 'third' }] },
  ])
  await manager.save(Profile, { bio: 'of nobody', customer: null })
  await manager.save(Category, [{ name: 'drinks' }, { name: 'food' }])
  await manager.save(Product, [
    { name: 'tea', categories: [{ id: 1 }] },
    { name: 'cake', categories: [{ id: 2 }] },
  ])
  await manager.save(OrderLine, [
    { orderId: 1, line: 1, productId: 1 },
    { orderId: 2, line: 1, productId: 2 },
  ])
}

/** Everything in the shop that could change: the rows, the tables, anything. */
export const shopParts = {
  'customer 1': ref(Customer, 1),
  'customer 2': ref(Customer, 2),
  customers: Customer,
  'profile 1': ref(Profile, 1),
  profiles: Profile,
  'order 1': ref(Order, 1),
  'order 2': ref(Order, 2),
  'order 3': ref(Order, 3),
  orders: Order,
  'line 1,1': ref(OrderLine, { orderId: 1, line: 1 }),
  'line 2,1': ref(OrderLine, { orderId: 2, line: 1 }),
  'line 2,2': ref(OrderLine, { orderId: 2, line: 2 }),
  lines: OrderLine,
  'product 1': ref(Product, 1),
  'product 2': ref(Product, 2),
  products: Product,
  'category 1': ref(Category, 1),
  'category 2': ref(Category, 2),
  categories: Category,
  links: 'alkey:product_categories#*',
  anything: GLOBAL,
}
