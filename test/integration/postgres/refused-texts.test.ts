import type { DataSource } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { priceOf, repricing } from '../../support/entities/prices'
import { Customer, Product } from '../../support/entities/shop'
import { shopParts } from '../../support/entities/shop-rows'
import { recordsIn } from '../../support/redis/records'
import { uniqueNamespace } from '../../support/redis/redis'
import { changedBy } from '../../support/watching/key-watch'

// Texts of several statements, of which PostgreSQL refuses one: what stands before it may have been committed.

let dataSource: DataSource
let alkey: Alkey
const namespace = uniqueNamespace()

useAttachedShop((shop) => ({ dataSource, alkey } = shop), { alkey: { namespace } })

afterEach(async () => {
  expect(await recordsIn(namespace)).toEqual([])
})

const parts = { ...shopParts, 'product 50': ref(Product, 50), 'customer 3': ref(Customer, 3) }

const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, parts, work)

describe('several statements in one text', () => {
  test('what stands before BEGIN belongs to the transaction', async () => {
    const queryRunner = dataSource.createQueryRunner()
    await queryRunner.query(`${repricing(1)}; BEGIN; ${repricing(2)}`)
    expect(await priceOf(dataSource, 1)).toBe(0)
    const changes = await changed(() => queryRunner.query('COMMIT'))
    await queryRunner.release()
    expect([await priceOf(dataSource, 1), await priceOf(dataSource, 2)]).toEqual([101, 102])
    expect(changes).toEqual(expect.arrayContaining(['product 1', 'product 2', 'products']))
  })

  test('a COMMIT before a refused statement was executed', async () => {
    const changes = await changed(() =>
      expect(
        dataSource.transaction(async (manager) => {
          await manager.query(repricing(1))
          await manager.query('COMMIT; SELECT * FROM nowhere')
        }),
      ).rejects.toThrow('nowhere'),
    )
    expect(await priceOf(dataSource, 1)).toBe(101)
    expect(changes).toEqual(expect.arrayContaining(['product 1', 'products']))
  })

  test('a COMMIT behind a refused statement was not executed', async () => {
    const queryRunner = dataSource.createQueryRunner()
    await queryRunner.query('BEGIN')
    await queryRunner.query(repricing(1))
    await queryRunner.query('SAVEPOINT before_it')
    await expect(queryRunner.query('UPDATE nowhere SET a = 1; COMMIT')).rejects.toThrow('nowhere')
    await queryRunner.query('ROLLBACK TO SAVEPOINT before_it')
    expect(await priceOf(dataSource, 1)).toBe(0)
    const changes = await changed(() => queryRunner.query('COMMIT'))
    await queryRunner.release()
    expect(await priceOf(dataSource, 1)).toBe(101)
    expect(changes).toEqual(expect.arrayContaining(['product 1', 'products']))
  })
})

describe('a COMMIT between reads, before a refused one, was executed', () => {
  test.each([
    'SELECT 1; COMMIT; SELECT 1/0',
    ';; SELECT 1;; /* a /* b */ ; */ COMMIT; SELECT 1/0;',
    `SELECT '{}'::jsonb #>> '{a}'; COMMIT; SELECT 1/0`,
    'SELECT 1 # 2; COMMIT; SELECT 1/0',
    `SELECT 'C:\\'; COMMIT; SELECT 1/0, ''`,
    `SELECT E'it\\'s;'; COMMIT; SELECT 1/0, ''`,
    `SELECT $$'$$; COMMIT; SELECT 1/0, ''`,
    `SELECT $a$ $$ ' $a$; COMMIT; SELECT 1/0, ''`,
    `SELECT 1 AS "'"; COMMIT; SELECT 1/0, ''`,
  ])('%s', async (text) => {
    const queryRunner = dataSource.createQueryRunner()
    const changes = await changed(async () => {
      await queryRunner.query('BEGIN')
      await queryRunner.query(repricing(1))
      await expect(queryRunner.query(text)).rejects.toThrow('division by zero')
    })
    await queryRunner.query('ROLLBACK')
    await queryRunner.release()
    expect(await priceOf(dataSource, 1)).toBe(101)
    expect(changes).toEqual(expect.arrayContaining(['product 1', 'products']))
  })
})

test.each(['COMMIT;', ' ; COMMIT ; -- ; SELECT 1', "/* it's ; */ COMMIT"])(
  '%j is one statement: refused, it rolls back',
  async (text) => {
    const queryRunner = dataSource.createQueryRunner()
    await queryRunner.query('CREATE TEMP TABLE checked (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)')
    const changes = await changed(async () => {
      await queryRunner.query('BEGIN')
      await queryRunner.query(repricing(1))
      await queryRunner.query('INSERT INTO checked VALUES (1), (1)')
      await expect(queryRunner.query(text)).rejects.toThrow('duplicate key')
    })
    await queryRunner.query('DROP TABLE checked')
    await queryRunner.release()
    expect(await priceOf(dataSource, 1)).toBe(0)
    expect(changes).toEqual([])
  },
)
