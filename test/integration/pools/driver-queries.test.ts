import type { DataSource } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { databaseUnderTest } from '../../support/databases/under-test'
import { Product } from '../../support/entities/shop'
import { changedBy } from '../../support/watching/key-watch'

// TypeORM hands on to the driver whatever `query` is given: `pg` and `mysql2` take objects, too.

let dataSource: DataSource
let alkey: Alkey
useAttachedShop((shop) => ({ dataSource, alkey } = shop))

const asObject = (sql: string, values: unknown[]): string =>
  (databaseUnderTest === 'postgres' ? { text: sql, values } : { sql, values }) as unknown as string

const place = databaseUnderTest === 'postgres' ? '$1' : '?'
const products = { 'product 1': ref(Product, 1), 'product 2': ref(Product, 2) }

test('a read', async () => {
  const rows: unknown = await dataSource.query(asObject(`SELECT id FROM products WHERE id = ${place}`, [1]))
  expect(rows).toEqual([{ id: 1 }])
})

test('a write', async () => {
  const update = (): Promise<unknown> =>
    dataSource.query(asObject(`UPDATE products SET price = 77 WHERE id = ${place}`, [1]))
  expect(await changedBy(alkey, products, update)).toEqual(['product 1'])
  expect(await dataSource.manager.findOneBy(Product, { id: 1 })).toMatchObject({ price: 77 })
})

test('a write in a transaction', async () => {
  const update = (): Promise<unknown> =>
    dataSource.transaction((manager) =>
      manager.query(asObject(`DELETE FROM products WHERE id = ${place} AND id < 0`, [2])),
    )
  expect(await changedBy(alkey, products, update)).toEqual([])
})
