import type { DataSource, EntitySubscriberInterface } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { onDatabases } from '../../support/databases/under-test'
import { priceOf, repricing } from '../../support/entities/prices'
import { Customer, Product } from '../../support/entities/shop'
import { shopParts } from '../../support/entities/shop-rows'
import { recordsIn } from '../../support/redis/records'
import { uniqueNamespace } from '../../support/redis/redis'
import { changedBy } from '../../support/watching/key-watch'

// What was refused may have done a part of its work, or nothing of it.

let dataSource: DataSource
let alkey: Alkey
const namespace = uniqueNamespace()
const parts = { ...shopParts, 'product 50': ref(Product, 50), 'customer 3': ref(Customer, 3) }
const all = Object.keys(parts).sort()

useAttachedShop((shop) => ({ dataSource, alkey } = shop), { alkey: { namespace } })

afterEach(async () => {
  expect(await recordsIn(namespace)).toEqual([])
})

const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, parts, work)

describe('another subscriber that keeps a statement from being sent', () => {
  const guard = ({ query }: { query: string }): void => {
    if (query.startsWith('UPDATE')) throw new Error('on purpose')
  }
  const rejecting = async (event: { query: string }): Promise<void> => {
    await Promise.resolve()
    guard(event)
  }
  const guards: [string, EntitySubscriberInterface][] = [['throws', { beforeQuery: guard }]]
  if (awaitsHooks) guards.push(['rejects', { beforeQuery: rejecting }])

  describe.each(guards)('it %s', (_, subscriber) => {
    beforeEach(() => dataSource.subscribers.push(subscriber))
    afterEach(() => dataSource.subscribers.splice(dataSource.subscribers.indexOf(subscriber), 1))

    test.each<[string, () => Promise<unknown>]>([
      ['outside a transaction', () => dataSource.query(repricing(1))],
      ['in a transaction', () => dataSource.transaction((manager) => manager.query(repricing(1)))],
    ])('%s: nothing changes', async (_, write) => {
      const changes = await changed(() => expect(write()).rejects.toThrow('on purpose'))
      expect(await priceOf(dataSource, 1)).toBe(0)
      expect(changes).toEqual([])
    })
  })
})

onDatabases(['postgres', 'mariadb'], () => {
  describe('a routine that fails after it has committed changes every key', () => {
    const body = `BEGIN ${repricing(1)}; COMMIT; RAISE EXCEPTION 'on purpose'; END`

    onDatabases(['postgres'], () => {
      test.each([
        ['CALL', `CREATE PROCEDURE half_done() LANGUAGE plpgsql AS $$ ${body} $$`, 'CALL half_done()'],
        ['DO', 'SELECT 1', `DO $$ ${body} $$`],
      ])('%s', async (_, prepare, call) => {
        await dataSource.query(prepare)
        expect(await changed(() => expect(dataSource.query(call)).rejects.toThrow('on purpose'))).toEqual(all)
        expect(await priceOf(dataSource, 1)).toBe(101)
      })
    })

    onDatabases(['mariadb'], () => {
      const body = `${repricing(1)}; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'on purpose'; END`
      test.each([
        ['CALL', `CREATE PROCEDURE half_done() BEGIN ${body}`, 'CALL half_done()'],
        ['a compound statement', 'SELECT 1', `BEGIN NOT ATOMIC ${body}`],
      ])('%s', async (_, prepare, call) => {
        await dataSource.query(prepare)
        expect(await changed(() => expect(dataSource.query(call)).rejects.toThrow('on purpose'))).toEqual(all)
        expect(await priceOf(dataSource, 1)).toBe(101)
      })
    })
  })
})

onDatabases(['better-sqlite3', 'sqljs'], () => {
  describe('a conflict clause', () => {
    const orFail = `INSERT OR FAIL INTO products (id, name) VALUES (50, 'pie'), (1, 'tea')`

    test.each<[string, () => Promise<unknown>]>([
      ['outside a transaction', () => expect(dataSource.query(orFail)).rejects.toThrow('UNIQUE')],
      [
        'in a transaction',
        () => dataSource.transaction((manager) => expect(manager.query(orFail)).rejects.toThrow('UNIQUE')),
      ],
    ])('OR FAIL keeps the rows before the refused one, %s', async (_, insert) => {
      const changes = await changed(insert)
      expect(await dataSource.manager.existsBy(Product, { id: 50 })).toBe(true)
      expect(changes).toEqual(expect.arrayContaining(['product 50', 'products']))
    })

    test('UPDATE OR REPLACE removes the row that was in the way', async () => {
      await dataSource.manager.insert(Customer, { id: 3, email: 'eve@example.org' })
      const changes = await changed(() =>
        dataSource.query(`UPDATE OR REPLACE customers SET email = 'eve@example.org' WHERE id = 1`),
      )
      expect(await dataSource.manager.existsBy(Customer, { id: 3 })).toBe(false)
      expect(changes).toEqual(expect.arrayContaining(['customer 1', 'customer 3', 'customers']))
    })

    test('OR ROLLBACK ends the transaction: what follows is committed by itself', async () => {
      const queryRunner = dataSource.createQueryRunner()
      await queryRunner.query('BEGIN')
      await queryRunner.query(repricing(1))
      const orRollback = `INSERT OR ROLLBACK INTO products (id, name) VALUES (1, 'tea')`
      await expect(queryRunner.query(orRollback)).rejects.toThrow('UNIQUE')
      expect(await changed(() => queryRunner.query(repricing(2)))).toEqual(['anything', 'product 2', 'products'])
      expect([await priceOf(dataSource, 1), await priceOf(dataSource, 2)]).toEqual([0, 102])
    })
  })
})

onDatabases(['better-sqlite3', 'sqljs'], () => {
  describe('what the text does not tell', () => {
    const twoRows = `INSERT INTO products (id, name) VALUES (50, 'pie'), (1, 'tea')`
    const parting = (sql: string): Promise<void> => expect(dataSource.query(sql)).rejects.toThrow()

    afterEach(() => dataSource.query('DROP TRIGGER IF EXISTS unlucky'))

    test.each(['INSERT OR/**/FAIL INTO', 'INSERT OR -- a comment\nFAIL INTO'])(
      '%j keeps the rows before',
      async (verb) => {
        const changes = await changed(() => parting(twoRows.replace('INSERT INTO', verb)))
        expect(await dataSource.manager.existsBy(Product, { id: 50 })).toBe(true)
        expect(changes).toEqual(expect.arrayContaining(['product 50', 'products']))
      },
    )

    test.each(['INSERT', 'UPDATE', 'DELETE'])(
      'a trigger fails %s in the middle, and keeps the rows before',
      async (verb) => {
        await dataSource.query(`CREATE TRIGGER unlucky BEFORE ${verb} ON products
        WHEN ${verb === 'INSERT' ? 'NEW' : 'OLD'}.id = 51 BEGIN SELECT RAISE(FAIL, 'on purpose'); END`)
        if (verb !== 'INSERT') {
          await dataSource.manager.insert(Product, { id: 50, name: 'pie' })
          await dataSource.query('DROP TRIGGER unlucky')
          await dataSource.manager.insert(Product, { id: 51, name: 'tea' })
          await dataSource.query(`CREATE TRIGGER unlucky BEFORE ${verb} ON products
          WHEN OLD.id = 51 BEGIN SELECT RAISE(FAIL, 'on purpose'); END`)
        }
        const texts: Record<string, string> = {
          INSERT: `INSERT INTO products (id, name) VALUES (50, 'pie'), (51, 'tea')`,
          UPDATE: 'UPDATE products SET price = 7 WHERE id IN (50, 51)',
          DELETE: 'DELETE FROM products WHERE id IN (50, 51)',
        }
        const changes = await changed(() => parting(texts[verb] as string))
        expect(await dataSource.manager.countBy(Product, { id: 50, price: 0 })).toBe(verb === 'INSERT' ? 1 : 0)
        expect(changes).toEqual(expect.arrayContaining(['product 50', 'products']))
      },
    )

    test('a trigger ends the transaction: what follows is committed by itself', async () => {
      await dataSource.query(`CREATE TRIGGER unlucky BEFORE INSERT ON products
        BEGIN SELECT RAISE(ROLLBACK, 'on purpose'); END`)
      const queryRunner = dataSource.createQueryRunner()
      await queryRunner.query('BEGIN')
      await queryRunner.query(repricing(1))
      await expect(queryRunner.query(`INSERT INTO products (id, name) VALUES (50, 'pie')`)).rejects.toThrow(
        'on purpose',
      )
      expect(await changed(() => queryRunner.query(repricing(2)))).toEqual(['anything', 'product 2', 'products'])
      expect([await priceOf(dataSource, 1), await priceOf(dataSource, 2)]).toEqual([0, 102])
    })

    test('OR ROLLBACK that was refused before it ran leaves the transaction open', async () => {
      const queryRunner = dataSource.createQueryRunner()
      await queryRunner.query('BEGIN')
      await queryRunner.query(repricing(1))
      await expect(queryRunner.query('INSERT OR ROLLBACK INTO nowhere (id) VALUES (50)')).rejects.toMatchObject({
        message: expect.stringContaining('nowhere') as string,
      })
      const isCacheable = alkey.isCacheable(await alkey.keyGenerator(ref(Product, 1)))
      await queryRunner.query('COMMIT')
      expect(await priceOf(dataSource, 1)).toBe(101)
      expect(isCacheable).toBe(false)
    })

    test('one row that was refused changes nothing', async () => {
      const insert = `INSERT INTO products (id, name) VALUES (1, 'tea')`
      expect(await changed(() => parting(insert))).toEqual([])
    })
  })
})
