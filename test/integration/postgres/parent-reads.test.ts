import type { DataSource, EntityManager } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Order, Product } from '../../support/entities/shop'
import { shopParts } from '../../support/entities/shop-rows'
import { changedBy } from '../../support/watching/key-watch'

// The parents of a row are read in the caller's transaction, which a failed statement aborts: it must do what it does
// without Alkey.

let dataSource: DataSource
let alkey: Alkey

useAttachedShop((shop) => ({ dataSource, alkey } = shop))

const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, shopParts, work)
const reprice = (manager: EntityManager): Promise<unknown> => manager.update(Product, 1, { price: 101 })
const priceOfFirst = async (): Promise<number> => (await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price
const noteOf = async (id: number): Promise<string> => (await dataSource.manager.findOneByOrFail(Order, { id })).note

describe('an id that its column cannot hold', () => {
  const update = 'UPDATE orders SET note = $$x$$ WHERE id'

  test.each<[sql: string, parameters: string[], changes: string[]]>([
    [`${update} = 3000000000`, [], []],
    [`${update} IN (1, 3000000000)`, [], ['order 1', 'customer 1']],
    [`${update} = 1.5`, [], []],
    [`${update} = 1e10`, [], []],
    [`${update} = $1::bigint`, ['3000000000'], []],
    [`${update} = CAST($1 AS bigint)`, ['3000000000'], []],
    ['DELETE FROM orders WHERE id = 3000000000', [], []],
  ])('%s', async (sql, parameters, changes) => {
    const all = await changed(() =>
      dataSource.transaction(async (manager) => {
        await reprice(manager)
        await manager.query(sql, parameters)
      }),
    )
    expect(await priceOfFirst()).toBe(101)
    expect(all).toEqual(expect.arrayContaining(['product 1', ...changes]))
  })
})

describe('a role that may not read the foreign key', () => {
  let role: string

  beforeEach(async () => {
    // Roles belong to the server, which others use, too.
    const [row] = await dataSource.query<{ name: string }[]>(`SELECT current_database() || '_limited' AS name`)
    role = row?.name ?? ''
    await dataSource.query(`CREATE ROLE ${role}`)
    await dataSource.query(`GRANT SELECT (id), UPDATE (note) ON orders TO ${role}`)
  })

  afterEach(async () => {
    await dataSource.query(`DROP OWNED BY ${role}`)
    await dataSource.query(`DROP ROLE ${role}`)
  })

  test('can write, and all possible parents change', async () => {
    const changes = await changed(() =>
      dataSource.transaction(async (manager) => {
        await reprice(manager)
        await manager.query(`SET LOCAL ROLE ${role}`)
        await manager.query(`UPDATE orders SET note = 'x' WHERE id = 1`)
        await manager.query(`UPDATE orders SET note = 'y' WHERE id = 2`)
      }),
    )
    expect([await priceOfFirst(), await noteOf(1), await noteOf(2)]).toEqual([101, 'x', 'y'])
    expect(changes).toEqual(expect.arrayContaining(['product 1', 'order 1', 'order 2', 'customer 1', 'customer 2']))
  })

  test('can write after others have read it', async () => {
    await dataSource.transaction((manager) => manager.query(`UPDATE orders SET note = 'w' WHERE id = 1`))
    const changes = await changed(() =>
      dataSource.transaction(async (manager) => {
        await reprice(manager)
        await manager.query(`SET LOCAL ROLE ${role}`)
        await manager.query(`UPDATE orders SET note = 'x' WHERE id = 1`)
      }),
    )
    expect([await priceOfFirst(), await noteOf(1)]).toEqual([101, 'x'])
    expect(changes).toEqual(expect.arrayContaining(['product 1', 'order 1', 'customer 1', 'customer 2']))
  })
})

test('a serialization failure is told to who writes, since applications try again after it', async () => {
  const first = dataSource.createQueryRunner()
  const second = dataSource.createQueryRunner()
  const changes = await changedBy(alkey, { 'product 1': ref(Product, 1), 'order 1': ref(Order, 1) }, async () => {
    for (const queryRunner of [first, second]) {
      await queryRunner.startTransaction('SERIALIZABLE')
      await queryRunner.query('SELECT sum(price) FROM products')
    }
    await first.manager.update(Product, 1, { price: 1 })
    await second.manager.update(Product, 2, { price: 2 })
    await second.commitTransaction()
    await expect(first.manager.update(Order, 1, { note: 'x' })).rejects.toMatchObject({ code: '40001' })
    await first.rollbackTransaction()
  })
  await first.release()
  await second.release()
  expect(changes).toEqual([])
})

test('a statement in an aborted transaction is refused as without Alkey', async () => {
  const aborted = dataSource.transaction(async (manager) => {
    await manager.query('SELECT 1 / 0').catch(() => undefined)
    await manager.update(Order, 1, { note: 'x' })
  })
  await expect(aborted).rejects.toMatchObject({ code: '25P02' })
})

test('a foreign key column can be renamed before a row is updated', async () => {
  const changes = await changed(() =>
    dataSource.transaction(async (manager) => {
      await reprice(manager)
      await manager.query('ALTER TABLE orders RENAME COLUMN "customerId" TO "buyerId"')
      await manager.query(`UPDATE orders SET note = 'x' WHERE id = 1`)
      await manager.query('ALTER TABLE orders RENAME COLUMN "buyerId" TO "customerId"')
    }),
  )
  expect([await priceOfFirst(), await noteOf(1)]).toEqual([101, 'x'])
  expect(changes).toEqual(expect.arrayContaining(['product 1', 'order 1', 'customer 1', 'customer 2']))
})

test('savepoints of the caller are not disturbed by reads', async () => {
  const changes = await changed(() =>
    dataSource.transaction(async (manager) => {
      await manager.transaction((inner) => inner.update(Order, 1, { note: 'kept' }))
      await manager
        .transaction(async (inner) => {
          await inner.update(Order, 3, { note: 'taken back' })
          throw new Error('on purpose')
        })
        .catch(() => undefined)
    }),
  )
  expect([await noteOf(1), await noteOf(3)]).toEqual(['kept', 'third'])
  expect(changes).toEqual(['anything', 'customer 1', 'order 1', 'orders'])
})
