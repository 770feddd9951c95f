import type { DataSource, EntityManager } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import { priceOf, repricing } from '../../support/entities/prices'
import { Customer, Product } from '../../support/entities/shop'
import { shopParts } from '../../support/entities/shop-rows'
import { eventually } from '../../support/waiting/eventually'
import { changedBy } from '../../support/watching/key-watch'

// The server begins and ends transactions at other times than TypeORM says.

let dataSource: DataSource
let alkey: Alkey

useAttachedShop((attached) => ({ dataSource, alkey } = attached), {
  dataSource: { extra: { multipleStatements: true } },
})

const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, shopParts, work)

describe.each<[string, (manager: EntityManager) => Promise<unknown>]>([
  ['clear()', (manager) => manager.clear(Customer)],
  ['CREATE TABLE', (manager) => manager.query('CREATE TABLE customers (id int)')],
  ['DROP TABLE', (manager) => manager.query('DROP TABLE nowhere')],
  ['ALTER TABLE', (manager) => manager.query('ALTER TABLE customers ADD COLUMN email int')],
  ['LOCK TABLES', (manager) => manager.query('LOCK TABLES nowhere WRITE')],
])('%s that is refused has committed what was written before it', (_, define) => {
  const write = async (manager: EntityManager): Promise<void> => {
    await manager.update(Product, 1, { price: 101 })
    await define(manager)
  }

  test.each<[string, () => Promise<unknown>]>([
    ['and TypeORM rolls back', () => expect(dataSource.transaction(write)).rejects.toThrow()],
    ['and the caller goes on', () => dataSource.transaction((manager) => expect(write(manager)).rejects.toThrow())],
  ])('%s', async (_, transaction) => {
    const changes = await changed(transaction)
    expect(await priceOf(dataSource, 1)).toBe(101)
    expect(changes).toEqual(expect.arrayContaining(['product 1', 'products']))
  })
})

test('a savepoint that such a commit has taken with it leaves nothing to the next transaction', async () => {
  const nested = dataSource.transaction((outer) =>
    outer.transaction(async (inner) => {
      await inner.update(Product, 1, { price: 101 })
      await inner.clear(Customer)
    }),
  )
  expect(await changed(() => expect(nested).rejects.toThrow())).toContain('product 1')
  const next = dataSource.transaction((manager) => manager.update(Product, 2, { price: 102 }))
  expect(await changed(() => next)).toEqual(['anything', 'product 2', 'products'])
})

test('after a deadlock, what its victim writes is committed by itself, though TypeORM rolls back', async () => {
  const other = dataSource.createQueryRunner()
  const [self] = (await other.query('SELECT CONNECTION_ID() AS id')) as [{ id: number }]
  const isBlocked = async (): Promise<boolean> => {
    // Not INNODB_TRX, which is a copy that stays as it is while it is read often.
    const waiting = await dataSource.query<unknown[]>(
      `SELECT 1 FROM information_schema.PROCESSLIST WHERE COMMAND = 'Query' AND INFO LIKE 'UPDATE%' AND ID = ${self.id}`,
    )
    return waiting.length > 0
  }
  // The victim is who has changed less.
  await other.startTransaction()
  await other.query(repricing(2))
  await other.query(`UPDATE orders SET note = 'changed'`)
  const changes = await changed(async () => {
    const transaction = dataSource.transaction(async (manager) => {
      await manager.query(repricing(1))
      const blocked = other.query(repricing(1))
      await eventually(isBlocked)
      await expect(manager.query(repricing(2))).rejects.toThrow('Deadlock')
      await blocked
      await other.rollbackTransaction()
      await manager.query(`INSERT INTO products (name) VALUES ('pie') RETURNING id`)
      throw new Error('on purpose')
    })
    await expect(transaction).rejects.toThrow('on purpose')
  })
  await other.release()
  expect(await dataSource.manager.existsBy(Product, { name: 'pie' })).toBe(true)
  expect(await priceOf(dataSource, 1)).toBe(0)
  expect(changes).toContain('products')
})

describe('several statements in one text, of which a later one is refused', () => {
  test.each([
    ['a read', 'SELECT * FROM nowhere'],
    ['a write', 'UPDATE nowhere SET a = 1'],
  ])('%s', async (_, refused) => {
    const changes = await changed(() =>
      expect(dataSource.query(`${repricing(1)}; ${refused}`)).rejects.toThrow('nowhere'),
    )
    expect(await priceOf(dataSource, 1)).toBe(101)
    expect(changes).toEqual(expect.arrayContaining(['product 1', 'products']))
  })

  test('behind a COMMIT', async () => {
    const changes = await changed(() =>
      withQueryRunner({ dataSource }, async (queryRunner) => {
        await queryRunner.startTransaction()
        await queryRunner.query(repricing(1))
        await expect(queryRunner.query('COMMIT; SELECT * FROM nowhere')).rejects.toThrow('nowhere')
        await queryRunner.rollbackTransaction()
      }),
    )
    expect(await priceOf(dataSource, 1)).toBe(101)
    expect(changes).toEqual(expect.arrayContaining(['product 1', 'products']))
  })
})

describe('autocommit', () => {
  test.each([
    ['an update', repricing(1), ['anything', 'product 1', 'products']],
    ['several statements', `${repricing(1)}; ${repricing(2)}`, ['anything', 'product 1', 'product 2', 'products']],
    // Its answer does not tell that a transaction is open.
    ['rows that come back', "INSERT INTO products (name) VALUES ('new') RETURNING id", ['anything', 'products']],
  ])('when it is off, keys change at the COMMIT: %s', async (_, sql, expected) => {
    await withQueryRunner({ dataSource }, async (queryRunner) => {
      await queryRunner.query('SET autocommit = 0')
      await queryRunner.query(sql)
      const changes = await changed(() => queryRunner.query('COMMIT'))
      await queryRunner.query('SET autocommit = 1')
      expect(changes).toEqual(expected)
    })
  })

  test('switching it on commits', async () => {
    await withQueryRunner({ dataSource }, async (queryRunner) => {
      await queryRunner.query('SET autocommit = 0')
      await queryRunner.query(repricing(1))
      expect(await changed(() => queryRunner.query('SET autocommit = 1'))).toContain('product 1')
    })
    expect(await priceOf(dataSource, 1)).toBe(101)
  })

  test('switching it on when it is on already does not', async () => {
    await withQueryRunner({ dataSource }, async (queryRunner) => {
      await queryRunner.startTransaction()
      await queryRunner.query(repricing(1))
      await queryRunner.query('SET autocommit = 1')
      expect(await priceOf(dataSource, 1)).toBe(0)
      expect(await changed(() => queryRunner.commitTransaction())).toContain('product 1')
    })
    expect(await priceOf(dataSource, 1)).toBe(101)
  })
})
