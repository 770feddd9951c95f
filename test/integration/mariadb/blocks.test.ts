import type { DataSource, EntityManager } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Product } from '../../support/entities/shop'
import { keysOf } from '../../support/watching/key-watch'

// What begins and ends transactions out of sight: blocks of statements, and a START on a connection that was left.

let dataSource: DataSource
let alkey: Alkey
useAttachedShop((shop) => ({ dataSource, alkey } = shop))

const parts = { 'product 1': ref(Product, 1), 'product 2': ref(Product, 2) }

/** What changes after `work` in a transaction that has changed product 1 before. */
async function changedAfter(work: (manager: EntityManager) => Promise<unknown>): Promise<string[]> {
  let before: Record<string, string> = {}
  await dataSource.transaction(async (manager) => {
    await manager.update(Product, 1, { price: 100 })
    await work(manager)
    before = await keysOf(alkey, parts)
  })
  const after = await keysOf(alkey, parts)
  return Object.keys(parts).filter((name) => before[name] !== after[name])
}

test('the end of a block is no commit', async () => {
  const block = 'BEGIN NOT ATOMIC UPDATE products SET price = 5 WHERE id = 2; END'
  expect(await changedAfter((manager) => manager.query(block))).toEqual(['product 1', 'product 2'])
})

test.each([
  'BEGIN NOT ATOMIC IF 1 = 2 THEN SET @a = 1; ROLLBACK; END IF; END',
  'IF 1 = 2 THEN SET @a = 1; COMMIT; END IF',
])('what is not executed ends nothing: %s', async (block) => {
  expect(await changedAfter((manager) => manager.query(block))).toContain('product 1')
})

test('a transaction that was left open is committed by the next one that begins there', async () => {
  const left = dataSource.createQueryRunner()
  await left.query('BEGIN')
  await left.query('UPDATE products SET price = 100 WHERE id = 1')
  const connection = await connectionId(left.manager)
  await left.release()
  const before = await keysOf(alkey, parts)
  const next = dataSource.createQueryRunner()
  expect(await connectionId(next.manager)).toBe(connection)
  await next.startTransaction()
  await next.rollbackTransaction()
  await next.release()
  expect((await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price).toBe(100)
  expect((await keysOf(alkey, parts))['product 1']).not.toBe(before['product 1'])
})

async function connectionId(manager: EntityManager): Promise<unknown> {
  const [row] = await manager.query<{ id: unknown }[]>('SELECT CONNECTION_ID() AS id')
  return row?.id
}
