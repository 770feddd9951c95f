import { randomBytes } from 'node:crypto'
import { DataSource } from 'typeorm'
import type { Alkey } from 'typeorm-alkey'
import { Category, Customer, Product, Review, shopEntities } from './entities'
import { pglite } from './pglite'
import { reach } from './unreachable'

const url = process.env['DATABASE_URL']
const schema = `alkey_example_${randomBytes(6).toString('hex')}`

export const databaseName = url
  ? `the PostgreSQL of DATABASE_URL, schema ${schema}, dropped at the end`
  : 'PGlite, in memory (set DATABASE_URL to use PostgreSQL)'

export const hasManyConnections = Boolean(url)

/** Runs `work` on a filled shop in a schema of its own, so that nothing of yours is touched. */
export async function withShop<Result>(
  alkey: Alkey,
  work: (dataSource: DataSource) => Promise<Result>,
): Promise<Result> {
  const dataSource = new DataSource({
    type: 'postgres',
    ...(url ? { url } : { driver: pglite }),
    schema,
    entities: shopEntities,
    // For `find(…, { cache: true })`.
    cache: { provider: () => alkey.queryResultCache(), duration: 60_000 },
  })
  await (url ? reach('DATABASE_URL', dataSource.initialize()) : dataSource.initialize())
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
  await manager.insert(Category, [{ name: 'Kitchen' }, { name: 'Gifts' }])
  await manager.insert(Customer, [{ name: 'Ann' }, { name: 'Bob' }])
  await manager.save(Product, [
    { name: 'Teapot', price: 2400, categories: [{ id: 1 }] },
    { name: 'Kettle', price: 3900, categories: [{ id: 1 }] },
  ])
  await manager.insert(Review, [
    { text: 'Drips', productId: 1, customer: { id: 1 } },
    { text: 'Whistles', productId: 2, customer: { id: 1 } },
  ])
}
