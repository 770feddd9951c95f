import type { DataSource } from 'typeorm'
import type { Alkey, NotStoredReason } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { uniqueDatabaseName } from '../../support/databases/database-name'
import { databaseUnderTest } from '../../support/databases/under-test'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'

// What moves names on a connection without a text that says so.

const other = uniqueDatabaseName()
const isPostgres = databaseUnderTest === 'postgres'
let dataSource: DataSource
let alkey: Alkey
let reasons: NotStoredReason[]

// A pool of one, so that it is known which connection the next query has.
useAttached(shopEntities, (attached) => ({ dataSource, alkey } = attached), {
  alkey: { writingFunctions: ['move_names'] },
  dataSource: { poolSize: 1 },
  cache: {},
  isForEachTest: true,
  before: async () => {
    const home = isPostgres ? 'public' : String(dataSource.driver.database)
    await dataSource.query(`CREATE SCHEMA ${other}`)
    await dataSource.query(`CREATE TABLE ${other}.products AS SELECT * FROM ${home}.products`)
    await dataSource.query(`INSERT INTO ${other}.products (id, name, price) VALUES (1, 'moved', 100)`)
    for (const sql of routines) await dataSource.query(sql)
  },
  once: async () => {
    await fillShop(dataSource)
    reasons = []
    alkey.on('notStored', ({ reason }) => reasons.push(reason))
  },
})

const move = `set_config('search_path', '${other}', false)`
const copy = isPostgres
  ? `CREATE TEMPORARY TABLE products AS SELECT * FROM ${other}.products`
  : `CREATE TEMPORARY TABLE products SELECT * FROM ${other}.products`
const copyAside = copy.replace('products', 'aside')

const routines = isPostgres
  ? [
      `CREATE PROCEDURE move_all() LANGUAGE plpgsql AS $$ BEGIN PERFORM ${move}; END $$`,
      `CREATE FUNCTION move_names() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM ${move}; END $$`,
      `CREATE PROCEDURE do_nothing() LANGUAGE sql AS $$ SELECT 1 $$`,
    ]
  : [`CREATE PROCEDURE move_all() ${copy}`, 'CREATE PROCEDURE do_nothing() SELECT 1']

const movingTexts: readonly (readonly string[])[] = isPostgres
  ? [
      [`DO $$ BEGIN PERFORM ${move}; END $$`],
      [`DO $$ BEGIN SET search_path = ${other}; END $$`],
      [`DO $$ BEGIN ${copy}; END $$`],
      ['CALL move_all()'],
      ['SELECT move_names()'],
      [`PREPARE moving AS SELECT ${move}`, 'EXECUTE moving'],
      [`UPDATE pg_settings SET setting = '${other}' WHERE name = 'search_path'`],
      [`UPDATE pg_catalog.pg_settings SET setting = '${other}' WHERE name = 'search_path'`],
      [copyAside, 'ALTER TABLE aside RENAME TO products'],
      [copyAside.replace('TABLE', 'VIEW'), 'ALTER VIEW aside RENAME TO products'],
    ]
  : [
      [`EXECUTE IMMEDIATE 'USE ${other}'`],
      [`PREPARE moving FROM 'USE ${other}'`, 'EXECUTE moving'],
      [`EXECUTE IMMEDIATE '${copy}'`],
      [`BEGIN NOT ATOMIC ${copy}; END`],
      [`IF 1 THEN ${copy}; END IF`],
      ['CALL move_all()'],
      [`SET STATEMENT max_statement_time = 9 FOR ${copy}`],
      [copyAside, 'ALTER TABLE aside RENAME products'],
      [copyAside, 'RENAME TABLE aside TO products'],
    ]

const price = async (manager = dataSource.manager): Promise<number | undefined> =>
  (await manager.find(Product, { where: { id: 1 }, cache: true }))[0]?.price

async function moveHome(): Promise<void> {
  if (isPostgres) await dataSource.query('DISCARD ALL')
  else {
    await dataSource.query(`USE ${String(dataSource.driver.database)}`)
    await dataSource.query('DROP TEMPORARY TABLE IF EXISTS products')
  }
}

test('a table that gets another name, where there are no temporary ones, moves nothing', async () => {
  await withQueryRunner({ dataSource }, async (queryRunner) => {
    await queryRunner.query(`ALTER TABLE ${other}.products RENAME TO ${isPostgres ? '' : `${other}.`}goods`)
    await price(queryRunner.manager)
  })
  const { hit } = alkey.eventCounts
  expect(await price()).toBe(0)
  expect(alkey.eventCounts.hit).toBe(hit + 1)
  await dataSource.query(`DROP SCHEMA ${other} ${isPostgres ? 'CASCADE' : ''}`)
})

test.each(movingTexts.map((texts) => [texts.join('; '), texts] as const))(
  'what is read behind %s is stored for nobody',
  async (_, texts) => {
    try {
      await withQueryRunner({ dataSource }, async (queryRunner) => {
        for (const text of texts) await queryRunner.query(text)
        expect(await price(queryRunner.manager)).toBe(100)
      })
      // A query that gets the connection only later.
      expect(await price()).toBe(100)
      expect(reasons).toEqual(['moved-names'])
      await moveHome()
      expect(await price()).toBe(0)
    } finally {
      await dataSource.query(`DROP SCHEMA ${other} ${isPostgres ? 'CASCADE' : ''}`)
    }
  },
)
