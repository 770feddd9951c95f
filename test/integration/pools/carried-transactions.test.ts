import type { DataSource, Repository } from 'typeorm'
import {
  IsolationLevel,
  Propagation,
  StorageDriver,
  Transactional,
  addTransactionalDataSource,
  initializeTransactionalContext,
  runInTransaction,
  runOnTransactionCommit,
} from 'typeorm-transactional'
import { type Alkey, type KeyPart, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Customer, Product } from '../../support/entities/shop'
import { heard } from '../../support/watching/heard-events'

// Transactions of typeorm-transactional: nobody hands a manager on, and the library finds it by itself.

const isolationLevel = IsolationLevel.READ_COMMITTED

let shop: { readonly dataSource: DataSource; readonly alkey: Alkey }
let prices: Prices

class Prices {
  readonly #alkey: Alkey
  readonly #products: Repository<Product>
  readonly #methods: { of(id: number): Promise<number> }

  constructor({ dataSource, alkey }: typeof shop) {
    this.#alkey = alkey
    const products = (this.#products = dataSource.getRepository(Product))
    class Methods {
      @alkey.cached()
      async of(id: number): Promise<number> {
        return (await products.findOneByOrFail({ id })).price
      }
    }
    this.#methods = new Methods()
  }

  /** As each way to cache a value has it. */
  async of(id: number): Promise<{ remembered: number; computed: number; cached: number }> {
    const load = async (): Promise<number> => (await this.#products.findOneByOrFail({ id })).price
    return {
      remembered: await this.#alkey.remember([ref(Product, id), 'price'], load),
      computed: await this.#alkey.computed(['price', id], load),
      cached: await this.#methods.of(id),
    }
  }

  @Transactional({ connectionName: 'shop', isolationLevel })
  async raise(id: number, price: number, then?: () => Promise<void>): Promise<void> {
    await this.#products.update(id, { price })
    await then?.()
  }
}

useAttachedShop(
  (opened) => {
    shop = opened
  },
  {
    alkey: { manager: () => shop.dataSource.manager },
    before: (dataSource) => {
      initializeTransactionalContext({ storageDriver: StorageDriver.AUTO })
      addTransactionalDataSource({ name: 'shop', dataSource })
      prices = new Prices(shop)
    },
  },
)

const all = (price: number): object => ({ remembered: price, computed: price, cached: price })
const onPurpose = new Error('on purpose')
const fail = (): Promise<never> => Promise.reject(onPurpose)
const keyOf = (part: KeyPart): Promise<string> => shop.alkey.keyGenerator(part)
const isCacheable = async (part: KeyPart): Promise<boolean> => (await shop.alkey.keyGenerator.explain(part)).cacheable

test('a transaction reads its own writes, which others find once they are committed', async () => {
  await shop.dataSource.getRepository(Product).update(1, { price: 1 })
  expect(await prices.of(1)).toEqual(all(1))
  await prices.raise(1, 2, async () => {
    expect(await prices.of(1)).toEqual(all(2))
    expect(await isCacheable(ref(Product, 1))).toBe(false)
    expect(shop.alkey.isCacheable(await shop.alkey.keyGenerator.fresh(Product))).toBe(false)
  })
  expect(await prices.of(1)).toEqual(all(2))
})

test('what is rolled back was never cached, and what was cached before is found again', async () => {
  await shop.dataSource.getRepository(Product).update(1, { price: 1 })
  await prices.of(1)
  const raising = prices.raise(1, 2, async () => {
    await prices.of(1)
    await fail()
  })
  await expect(raising).rejects.toBe(onPurpose)
  const hits = heard(shop.alkey, 'hit')
  expect(await prices.of(1)).toEqual(all(1))
  expect(hits).toHaveLength(3)
})

test('what the transaction has not changed is found in the cache', async () => {
  const key = await keyOf(Customer)
  const load = jest.fn(() => shop.dataSource.manager.countBy(Customer, {}))
  await shop.alkey.remember([Customer, 'count'], load)
  await prices.raise(1, 2, async () => {
    expect(await keyOf(Customer)).toBe(key)
    await shop.alkey.remember([Customer, 'count'], load)
  })
  expect(load).toHaveBeenCalledTimes(1)
})

test('an invalidation joins the transaction: it counts from its commit on, or never', async () => {
  const tag = shop.alkey.tag('city', 'oslo')
  const before = await Promise.all([keyOf(Customer), keyOf(tag)])
  const invalidate = async (): Promise<void> => {
    await shop.alkey.invalidate(Customer)
    await tag.increment()
    expect(await isCacheable(Customer)).toBe(false)
    // For others, nothing has changed yet.
    const others = shop.alkey.keyGenerator.within(shop.dataSource.createEntityManager())
    expect(await Promise.all([others(Customer), others(tag)])).toEqual(before)
  }
  const rolledBack = prices.raise(1, 2, async () => {
    await invalidate()
    await fail()
  })
  await expect(rolledBack).rejects.toBe(onPurpose)
  expect(await Promise.all([keyOf(Customer), keyOf(tag)])).toEqual(before)
  await prices.raise(1, 2, invalidate)
  const [customers, city] = await Promise.all([keyOf(Customer), keyOf(tag)])
  expect([customers === before[0], city === before[1]]).toEqual([false, false])
})

test('a manager that is given counts, not the one that is carried', async () => {
  const outside = shop.dataSource.createEntityManager()
  const key = await keyOf(ref(Product, 1))
  await shop.alkey.remember([ref(Product, 1), 'given'], () => 'from before')
  await prices.raise(1, 2, async () => {
    expect(await shop.alkey.keyGenerator.within(outside)(ref(Product, 1))).toBe(key)
    const given = await shop.alkey.remember([ref(Product, 1), 'given'], () => 'loaded', { manager: outside })
    expect(given).toBe('from before')
    await shop.alkey.invalidate(outside, ref(Product, 1))
    expect(await shop.alkey.keyGenerator.within(outside)(ref(Product, 1))).not.toBe(key)
  })
})

// In typeorm-transactional both begin a transaction of their own, on a connection of its own.
test.each([Propagation.REQUIRES_NEW, Propagation.NESTED])('a transaction within another is seen (%s)', async (kind) => {
  const inner = (id: number, then?: () => Promise<void>): Promise<void> =>
    runInTransaction(
      async () => {
        expect(await isCacheable(ref(Product, 1))).toBe(true)
        await shop.dataSource.getRepository(Product).update(id, { price: 3 })
        expect(await isCacheable(ref(Product, id))).toBe(false)
        await then?.()
      },
      { connectionName: 'shop', propagation: kind, isolationLevel },
    )
  const [first, second] = [await keyOf(ref(Product, 1)), await keyOf(ref(Product, 2))]
  await prices.raise(1, 2, async () => {
    await expect(inner(2, fail)).rejects.toBe(onPurpose)
    expect(await keyOf(ref(Product, 2))).toBe(second)
    await inner(2)
    expect(await keyOf(ref(Product, 2))).not.toBe(second)
    expect(await isCacheable(ref(Product, 1))).toBe(false)
  })
  expect(await keyOf(ref(Product, 1))).not.toBe(first)
})

test('outside again: where a transaction is suspended, and in what runs after its commit', async () => {
  const committed = new Promise<object>((resolve, reject) => {
    const raising = prices.raise(1, 2, async () => {
      runOnTransactionCommit(() => void prices.of(1).then(resolve, reject))
      await runInTransaction(
        async () => {
          expect(await isCacheable(ref(Product, 1))).toBe(true)
        },
        {
          connectionName: 'shop',
          propagation: Propagation.NOT_SUPPORTED,
        },
      )
    })
    raising.catch(reject)
  })
  const hits = heard(shop.alkey, 'hit')
  expect(await committed).toEqual(all(2))
  expect(await prices.of(1)).toEqual(all(2))
  expect(hits).toHaveLength(3)
})

// At the end, since what it opens is closed with all else.
describe('with another DataSource, which has an Alkey of its own', () => {
  let other: typeof shop
  useAttachedShop((opened) => (other = opened), {
    alkey: { manager: () => other.dataSource.manager },
    before: (dataSource) => addTransactionalDataSource({ name: 'other', dataSource }),
  })

  test('each finds its own transactions alone', async () => {
    const isCacheableThere = async (): Promise<boolean> =>
      (await other.alkey.keyGenerator.explain(ref(Product, 1))).cacheable
    await prices.raise(1, 2, async () => {
      expect([await isCacheable(ref(Product, 1)), await isCacheableThere()]).toEqual([false, true])
      await runInTransaction(
        async () => {
          await other.dataSource.getRepository(Product).update(1, { price: 3 })
          expect([await isCacheable(ref(Product, 1)), await isCacheableThere()]).toEqual([false, false])
        },
        { connectionName: 'other', isolationLevel },
      )
      expect([await isCacheable(ref(Product, 1)), await isCacheableThere()]).toEqual([false, true])
    })
    expect(await isCacheable(ref(Product, 1))).toBe(true)
  })
})
