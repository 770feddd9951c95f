import type { DataSource, EntityManager } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'

// A column that changes no key can be read, too.

let dataSource: DataSource
let alkey: Alkey

useAttached(shopEntities, (attached) => ({ dataSource, alkey } = attached), {
  alkey: { ignore: { Product: ['price'] } },
  once: fillShop,
})

const onPurpose = new Error('on purpose')
const priceIn = (manager: EntityManager, at: string): Promise<number> =>
  alkey.remember([ref(Product, 1), at], async () => (await manager.findOneByOrFail(Product, { id: 1 })).price)

test('what a transaction wrote in an ignored column is not stored before its commit', async () => {
  const transaction = dataSource.transaction('READ COMMITTED', async (manager) => {
    await manager.update(Product, 1, { price: 100 })
    expect(await priceIn(manager, 'rolled back')).toBe(100)
    throw onPurpose
  })
  await expect(transaction).rejects.toBe(onPurpose)
  expect(await priceIn(dataSource.manager, 'rolled back')).toBe(0)
})

test('what was rolled back to a savepoint counts no more', async () => {
  await dataSource.transaction('READ COMMITTED', async (manager) => {
    const nested = manager.transaction(async (inner) => {
      await inner.update(Product, 1, { price: 100 })
      throw onPurpose
    })
    await expect(nested).rejects.toBe(onPurpose)
    await priceIn(manager, 'savepoint')
  })
  const never = jest.fn<Promise<number>, []>()
  expect(await alkey.remember([ref(Product, 1), 'savepoint'], never)).toBe(0)
  expect(never).not.toHaveBeenCalled()
})
