import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Product } from '../../support/entities/shop'
import { type Read, remembering } from '../../support/values/value-readers'
import { type Veto, priceIn, priceParts, reprice, rolledBack, testVetoes } from '../../support/values/vetoes'
import { heard } from '../../support/watching/heard-events'

// What must not be stored, because a transaction or the load itself has written, and what may be.

let shop: Attached
useAttachedShop((attached) => (shop = attached))

const vetoes: Record<string, Veto> = {
  'what the transaction around has written': {
    reason: 'open-transaction',
    wrong: 100,
    right: 0,
    fill: (read) =>
      rolledBack(shop, async (manager) => {
        await reprice({ manager }, 100)
        await read(priceParts, () => priceIn(manager))
      }),
  },
  'what it has written by SQL': {
    reason: 'open-transaction',
    wrong: 100,
    right: 0,
    fill: (read) =>
      rolledBack(shop, async (manager) => {
        await manager.query('UPDATE products SET price = 100 WHERE id = 1')
        await read(priceParts, () => priceIn(manager))
      }),
  },
  'what the transaction has written elsewhere': {
    reason: 'open-transaction',
    wrong: 0,
    right: 0,
    fill: (read) =>
      rolledBack(shop, async (manager) => {
        await manager.update(Product, 2, { price: 100 })
        await read(priceParts, () => priceIn(manager))
      }),
  },
  'what the load itself has written': {
    reason: 'wrote',
    wrong: 100,
    right: 0,
    fill: async (read) => {
      await read(priceParts, async () => {
        let price = 0
        await rolledBack(shop, async (manager) => {
          await reprice({ manager }, 100)
          price = await priceIn(manager)
        })
        return price
      })
    },
  },
}

testVetoes(vetoes, () => shop)

describe('what may be stored', () => {
  const stored: Record<string, (read: Read) => Promise<unknown>> = {
    'a read outside a transaction': (read) => read(priceParts, () => priceIn(shop.dataSource.manager)),
    'a read in a transaction that has not written': (read) =>
      shop.dataSource.transaction('READ COMMITTED', (manager) => read(priceParts, () => priceIn(manager))),
    'a read after a savepoint that was rolled back': (read) =>
      shop.dataSource.transaction('READ COMMITTED', async (manager) => {
        const onPurpose = new Error('on purpose')
        const nested = manager.transaction(async (inner) => {
          await reprice({ manager: inner }, 100)
          throw onPurpose
        })
        await expect(nested).rejects.toBe(onPurpose)
        await read(priceParts, () => priceIn(manager))
      }),
    'a transaction that the load begins and ends': (read) =>
      read(priceParts, () => shop.dataSource.transaction('READ COMMITTED', priceIn)),
  }

  test.each(Object.entries(stored))('%s', async (_, fill) => {
    const notStored = heard(shop.alkey, 'notStored')
    const read = remembering(shop.alkey)
    await fill(read)
    expect(notStored).toEqual([])
    const never = jest.fn<Promise<number>, []>()
    expect(await read(priceParts, never)).toBe(0)
    expect(never).not.toHaveBeenCalled()
  })
})

test('dirtiness is judged again when the load ends', async () => {
  const notStored = heard(shop.alkey, 'notStored')
  const read = remembering(shop.alkey)
  let hasRead = (): void => undefined
  const onPurpose = new Error('on purpose')
  const transaction = shop.dataSource.transaction('READ COMMITTED', async (manager) => {
    // Not a part of the load: somebody else works in the same transaction.
    const written = new Promise<void>((resolve) => (hasRead = resolve)).then(() => reprice({ manager }, 100))
    await read(priceParts, async () => {
      const price = await priceIn(manager)
      hasRead()
      await written
      return price
    })
    throw onPurpose
  })
  await expect(transaction).rejects.toBe(onPurpose)
  expect(notStored.map(({ reason }) => reason)).toEqual(['open-transaction'])
})

test('an audit keeps out of the transaction of its caller', async () => {
  const load = jest.fn(() => priceIn(shop.dataSource.manager))
  await shop.alkey.remember(priceParts, load)
  await shop.dataSource.transaction('READ COMMITTED', async (manager) => {
    await shop.alkey.remember(priceParts, load, { manager, audit: { sampleRate: 1 } })
  })
  expect(load).toHaveBeenCalledTimes(1)
  await shop.alkey.remember(priceParts, load, { audit: { sampleRate: 1 } })
  expect(load).toHaveBeenCalledTimes(2)
})
