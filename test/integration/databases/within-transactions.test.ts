import type { DataSource, EntityManager } from 'typeorm'
import { type Alkey, GLOBAL, type KeyPart, NotAttachedError, ref } from '../../../src'
import { MemoryHandler, StandardTag } from '../../../src/fragmented-keys'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { closeDataSource, openDataSource } from '../../support/databases/data-source'
import { onQuery } from '../../support/databases/on-query'
import { isPooled, onDatabases } from '../../support/databases/under-test'
import { Customer, Product, shopEntities } from '../../support/entities/shop'

// Keys as seen from inside a transaction, for those who make them by hand.

let dataSource: DataSource
let alkey: Alkey
useAttachedShop((shop) => ({ dataSource, alkey } = shop))

const parts: Record<string, KeyPart> = {
  'product 1': ref(Product, 1),
  'product 2': ref(Product, 2),
  products: Product,
  customers: Customer,
  anything: GLOBAL,
}

const handler = new MemoryHandler()

/** Why each key is uncacheable, where it is. */
async function reasons(manager: EntityManager): Promise<Record<string, string>> {
  const explain = async ([name, part]: [string, KeyPart]): Promise<[string, string][]> => {
    const { reason } = await alkey.keyGenerator.within(manager).explain(part)
    return reason === undefined ? [] : [[name, reason]]
  }
  return Object.fromEntries((await Promise.all(Object.entries(parts).map(explain))).flat())
}

const inTransaction = <Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> =>
  isPooled ? dataSource.transaction('READ COMMITTED', work) : dataSource.transaction(work)

test('outside a transaction keys are the same as ever', async () => {
  const key = await alkey.keyGenerator(ref(Product, 1), 'a')
  expect(await alkey.keyGenerator.within(dataSource.manager)(ref(Product, 1), 'a')).toBe(key)
  const queryRunner = dataSource.createQueryRunner()
  expect(await alkey.keyGenerator.within(queryRunner.manager)(ref(Product, 1), 'a')).toBe(key)
  await queryRunner.release()
})

onDatabases(['postgres'], () => {
  test('the isolation of a transaction is asked for once, also by keys that are made side by side', async () => {
    let asked = 0
    const asks = (query: string): boolean => query.startsWith('SHOW transaction_isolation')
    const stop = onQuery(dataSource, asks, 'beforeQuery', () => {
      asked++
    })
    await dataSource.transaction((manager) =>
      Promise.all([1, 2, 3].map((id) => alkey.keyGenerator.within(manager)(ref(Product, id)))),
    )
    stop()
    expect(asked).toBe(1)
  })
})

test('after a write, what it has changed has no key', async () => {
  await inTransaction(async (manager) => {
    await manager.update(Product, 1, { price: 1 })
    const own = { 'product 1': 'open-transaction', products: 'open-transaction', anything: 'open-transaction' }
    expect(await reasons(manager)).toMatchObject(own)
    const key = await alkey.keyGenerator.within(manager)(ref(Product, 1))
    expect(alkey.isCacheable(key)).toBe(false)
  })
  expect(await reasons(dataSource.manager)).toEqual({})
})

test('after a write of unknown rows no row has one', async () => {
  await inTransaction(async (manager) => {
    await manager.update(Product, { name: 'tea' }, { price: 1 })
    expect(Object.keys(await reasons(manager))).toEqual(
      expect.arrayContaining(['product 1', 'product 2', 'products', 'anything']),
    )
  })
})

if (isPooled) {
  test('what the transaction has not changed keeps its key', async () => {
    const customers = await alkey.keyGenerator(Customer)
    await inTransaction(async (manager) => {
      expect(await reasons(manager)).toEqual({})
      await manager.update(Product, 1, { price: 1 })
      expect(Object.keys(await reasons(manager)).sort()).toEqual(['anything', 'product 1', 'products'])
      expect(await alkey.keyGenerator.within(manager)(Customer)).toBe(customers)
      // For others nothing has changed yet.
      expect((await alkey.keyGenerator.explain(ref(Product, 1))).cacheable).toBe(true)
    })
  })

  test('what was rolled back to a savepoint has one again', async () => {
    await inTransaction(async (manager) => {
      const onPurpose = new Error('on purpose')
      const nested = manager.transaction(async (inner) => {
        await inner.update(Product, 1, { price: 1 })
        expect(Object.keys(await reasons(inner))).toContain('product 1')
        throw onPurpose
      })
      await expect(nested).rejects.toBe(onPurpose)
      expect(await reasons(manager)).toEqual({})
    })
  })

  test('where the transaction sees an older state there are none', async () => {
    await dataSource.transaction('REPEATABLE READ', async (manager) => {
      expect(Object.values(await reasons(manager))).toEqual(Object.keys(parts).map(() => 'isolation'))
    })
  })
}

test.each([
  ['a tag of alkey.tag', () => alkey.tag('city', 'oslo')],
  ['a tag of a cache handler', () => new StandardTag('city', 'oslo', { handler, prefix: 'Test' })],
])('%s that the transaction will increment has none', async (_, tag) => {
  await inTransaction(async (manager) => {
    const isCacheable = async (): Promise<boolean> =>
      (await alkey.keyGenerator.within(manager).explain(tag())).cacheable
    if (isPooled) expect(await isCacheable()).toBe(true)
    await alkey.invalidate(manager, tag())
    expect(await isCacheable()).toBe(false)
  })
})

test('remember with the manager sees what the transaction has written, and leaves what others see', async () => {
  const price = (manager: EntityManager): Promise<number> =>
    alkey.remember([ref(Product, 1), 'price'], async () => (await manager.findOneByOrFail(Product, { id: 1 })).price, {
      manager,
    })
  expect(await price(dataSource.manager)).toBe(0)
  const onPurpose = new Error('on purpose')
  const transaction = inTransaction(async (manager) => {
    expect(await price(manager)).toBe(0)
    await manager.update(Product, 1, { price: 1 })
    expect(await price(manager)).toBe(1)
    throw onPurpose
  })
  await expect(transaction).rejects.toBe(onPurpose)
  expect(await price(dataSource.manager)).toBe(0)
})

test('managers of other DataSources are refused, and what is none', async () => {
  const other = await openDataSource(shopEntities)
  await expect(alkey.keyGenerator.within(other.manager)(GLOBAL)).rejects.toThrow(NotAttachedError)
  await expect(alkey.keyGenerator.within({} as EntityManager)(GLOBAL)).rejects.toThrow(/not another object/)
  const manager = dataSource as unknown as EntityManager
  await expect(alkey.remember([GLOBAL], () => 1, { manager })).rejects.toMatchObject({
    code: 'ALKEY_INVALID_OPTION',
    message: expect.stringMatching(/not a DataSource\. Pass the one .*dataSource\.manager\.$/) as unknown,
  })
  await closeDataSource(other)
})
