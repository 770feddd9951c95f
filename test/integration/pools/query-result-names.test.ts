import type { DataSource } from 'typeorm'
import type { Alkey, NotStoredReason } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { uniqueDatabaseName } from '../../support/databases/database-name'
import { databaseUnderTest } from '../../support/databases/under-test'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'

// A connection goes back to the pool as it is, and on the next query runner the same names mean other tables.

const other = uniqueDatabaseName()
let dataSource: DataSource
let alkey: Alkey
let reasons: NotStoredReason[]

// A pool of one, so that it is known which connection the next query has.
useAttached(shopEntities, (attached) => ({ dataSource, alkey } = attached), {
  dataSource: { poolSize: 1 },
  cache: {},
  isForEachTest: true,
  once: async () => {
    await fillShop(dataSource)
    reasons = []
    alkey.on('notStored', ({ reason }) => reasons.push(reason))
  },
})

const price = async (manager = dataSource.manager): Promise<number | undefined> =>
  (await manager.find(Product, { where: { id: 1 }, cache: true }))[0]?.price

const isPostgres = databaseUnderTest === 'postgres'
const moveTo = (schema: string): string => (isPostgres ? `SET search_path TO ${schema}` : `USE ${schema}`)

test('what a name means on a moved connection is stored for nobody', async () => {
  const home = isPostgres ? 'public' : String(dataSource.driver.database)
  await dataSource.query(`CREATE SCHEMA ${other}`)
  await dataSource.query(`CREATE TABLE ${other}.products AS SELECT * FROM ${home}.products`)
  await dataSource.query(`UPDATE ${other}.products SET price = 100`)
  await withQueryRunner({ dataSource }, (queryRunner) => queryRunner.query(moveTo(other)))
  expect(await price()).toBe(100)
  expect(reasons).toEqual(['moved-names'])
  await dataSource.query(moveTo(home))
  expect(await price()).toBe(0)
  await dataSource.query(`DROP SCHEMA ${other} ${isPostgres ? 'CASCADE' : ''}`)
})

const source = isPostgres ? 'public.products' : 'products'
const temporary = [
  `CREATE TEMPORARY TABLE products AS SELECT id, name, 100 AS price FROM ${source}`,
  ...(isPostgres
    ? [
        `SELECT id, name, 100 AS price INTO TEMP products FROM ${source}`,
        `CREATE TABLE pg_temp.products AS SELECT id, name, 100 AS price FROM ${source}`,
        `CREATE TEMP VIEW products AS SELECT id, name, 100 AS price FROM ${source}`,
      ]
    : []),
]

test.each(temporary)('what %s hides is found by everybody else', async (sql) => {
  await withQueryRunner({ dataSource }, async (queryRunner) => {
    await queryRunner.query(sql)
    expect(await price(queryRunner.manager)).toBe(100)
  })
  // A query that gets the connection only later.
  expect(await price()).toBe(100)
  expect(reasons).toEqual(['moved-names'])
  await dataSource.query(sql.includes('VIEW') ? 'DROP VIEW products' : 'DROP TABLE products')
  expect(await price()).toBe(0)
})

test('a temporary table with a name of its own hides nothing', async () => {
  await withQueryRunner({ dataSource }, async (queryRunner) => {
    await queryRunner.query(`CREATE TEMPORARY TABLE cheap AS SELECT id FROM ${source}`)
    await price(queryRunner.manager)
  })
  const { hit } = alkey.eventCounts
  expect(await price()).toBe(0)
  expect(alkey.eventCounts.hit).toBe(hit + 1)
})
