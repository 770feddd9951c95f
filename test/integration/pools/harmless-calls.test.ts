import { type Alkey, ref } from '../../../src'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { databaseUnderTest } from '../../support/databases/under-test'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import { OrderLine, Product } from '../../support/entities/shop'
import { shopParts } from '../../support/entities/shop-rows'
import { changedBy } from '../../support/watching/key-watch'

// A routine that changes no setting may have changed one, for all that is known. What that costs, and what it doesn't.

let shop: Attached
let alkey: Alkey
useAttachedShop((attached) => ({ alkey } = shop = attached), {
  alkey: { onUnknownWrite: 'ignore' },
  dataSource: { poolSize: 2 },
  cache: {},
  isForEachTest: true,
  before: (dataSource) =>
    dataSource.query(
      databaseUnderTest === 'postgres'
        ? 'CREATE PROCEDURE do_nothing() LANGUAGE sql AS $$ SELECT 1 $$'
        : 'CREATE PROCEDURE do_nothing() SELECT 1',
    ),
})

const price = async (manager = shop.dataSource.manager): Promise<number | undefined> =>
  (await manager.find(Product, { where: { id: 1 }, cache: true }))[0]?.price

test('queries are cached on all other connections', async () => {
  await withQueryRunner(shop, async (queryRunner) => {
    await queryRunner.query('CALL do_nothing()')
    expect([await price(), await price()]).toEqual([0, 0])
    expect(alkey.eventCounts).toMatchObject({ miss: 1, hit: 1, notStored: 0 })
    expect(await price(queryRunner.manager)).toBe(0)
    expect(alkey.eventCounts).toMatchObject({ miss: 1, hit: 1, notStored: 0 })
  })
})

test('values are remembered', async () => {
  await shop.dataSource.query('CALL do_nothing()')
  const load = jest.fn(async () => (await shop.dataSource.manager.findOneByOrFail(Product, { id: 1 })).price)
  for (let i = 0; i < 3; i++) expect(await alkey.remember([ref(Product, 1), 'price'], load)).toBe(0)
  expect(load).toHaveBeenCalledTimes(1)
})

test('rows that a statement does not name are read', async () => {
  await withQueryRunner(shop, async (queryRunner) => {
    await queryRunner.query('CALL do_nothing()')
    const remove = (): Promise<unknown> => queryRunner.manager.delete(OrderLine, { orderId: 1, line: 1 })
    const changed = await changedBy(alkey, shopParts, remove)
    expect(changed).toContain('product 1')
    expect(changed).not.toContain('product 2')
  })
})
