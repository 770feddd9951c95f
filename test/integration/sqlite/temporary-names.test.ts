import type { DataSource } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { Product, shopEntities } from '../../support/entities/shop'
import { insertShop } from '../../support/entities/shop-rows'

// A temporary table hides the mapped one of its name, whichever text has given it that.

let dataSource: DataSource
let alkey: Alkey
useAttached(shopEntities, (attached) => ({ dataSource, alkey } = attached), {
  cache: {},
  isForEachTest: true,
  fill: insertShop,
})

const price = async (): Promise<number | undefined> =>
  (await dataSource.manager.find(Product, { where: { id: 1 }, cache: true }))[0]?.price

test.each([
  ['CREATE TABLE temp.products AS SELECT id, name, 100 AS price FROM main.products'],
  ['CREATE TABLE IF NOT EXISTS "temp".products AS SELECT id, name, 100 AS price FROM main.products'],
  ['CREATE TEMP TABLE aside AS SELECT id, name, 100 AS price FROM products', 'ALTER TABLE aside RENAME TO products'],
])('what %s hides is found afterwards', async (...texts) => {
  for (const text of texts) await dataSource.query(text)
  expect(await price()).toBe(100)
  await dataSource.query('DROP TABLE temp.products')
  expect(await price()).toBe(0)
  expect(alkey.eventCounts).toMatchObject({ hit: 0, miss: 0 })
})
