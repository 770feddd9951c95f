import { randomBytes } from 'node:crypto'
import { DataSource } from 'typeorm'
import type { Alkey } from 'typeorm-alkey'
import { Category, Customer, Order, OrderLine, Product, shopEntities } from './entities'
import { pglite } from './pglite'

const url = process.env['DATABASE_URL']
const schema = `alkey_example_${randomBytes(6).toString('hex')}`

export const databaseName = url
  ? `the PostgreSQL of DATABASE_URL, schema ${schema}, dropped at the end`
  : 'PGlite, in memory (set DATABASE_URL to use PostgreSQL)'

/** Runs `work` on a filled shop in a schema of its own, so that nothing of yours is touched. */
export async function withShop<Result>(
  alkey: Alkey,
  work: (dataSource: DataSource) => Promise<Result>,
): Promise<Result> {
  const dataSource = await new DataSource({
    type: 'postgres',
    ...(url ? { url } : { driver: pglite }),
    schema,
    entities: shopEntities,
    // For `find(…, { cache: true })`.
    cache: { provider: () => alkey.queryResultCache(), duration: 60_000 },
  }).initialize()
  try {
    await dataSource.query(`CREATE SCHEMA ${schema}`)
    try {
      await dataSource.synchronize()
      await fill(dataSource)
      return await work(dataSource)
    } finally {
      await dataSource.query(`DROP SCHEMA ${schema} CASCADE`)
    }
  } finally {
    await dataSource.destroy()
  }
}

async function fill({ manager }: DataSource): Promise<void> {
  await manager.insert(Customer, [{ name: 'Ann' }, { name: 'Bob' }])
  await manager.insert(Product, [
    { name: 'Teapot', price: 2400 },
    { name: 'Kettle', price: 3900 },
  ])
  await manager.insert(Category, [{ name: 'Kitchen' }, { name: 'Gifts' }])
  await manager.insert(Order, [
    { note: 'Leave at the door', customer: { id: 1 } },
    { note: 'Ring twice', customer: { id: 2 } },
  ])
  await manager.insert(OrderLine, [
    { orderId: 1, line: 1, quantity: 1, product: { id: 1 } },
    { orderId: 1, line: 2, quantity: 3, product: { id: 2 } },
    { orderId: 2, line: 1, quantity: 2, product: { id: 2 } },
  ])
}
