import type { DataSource } from 'typeorm'
import { type Alkey, InvalidPartError, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Category, Product } from '../../support/entities/shop'

// What results depend on besides their queries.

let dataSource: DataSource
let alkey: Alkey
let variant: unknown

useAttachedShop((shop) => ({ dataSource, alkey } = shop), { cache: { vary: () => variant } })

const products = (): Promise<Product[]> => dataSource.manager.find(Product, { cache: true })

async function isHit(): Promise<boolean> {
  const { hit } = alkey.eventCounts
  await products()
  return alkey.eventCounts.hit > hit
}

const renamed = (): Promise<unknown> => dataSource.manager.update(Category, 1, { name: 'beverages' })

const variants: Record<string, { readonly of: () => unknown; readonly change: () => Promise<unknown> }> = {
  'a ref': { of: () => ref(Category, 1), change: renamed },
  'an entity': { of: () => Object.assign(new Category(), { id: 1 }), change: renamed },
  'a class': { of: () => Category, change: renamed },
  'a tag': { of: () => alkey.tag('tenant', 7), change: () => alkey.invalidate(alkey.tag('tenant', 7)) },
  'some of these': { of: () => ({ tenant: 7, category: ref(Category, 1) }), change: renamed },
}

test.each(Object.entries(variants))('%s counts until it changes', async (_, { of, change }) => {
  variant = of()
  await products()
  expect(await isHit()).toBe(true)
  await change()
  expect(await isHit()).toBe(false)
})

test.each([7, 'alkey:nothing', 'alkey:categories#1', null, { tenant: 7 }, new Date(0)])(
  '%p is what it is',
  async (value) => {
    variant = value
    await products()
    await renamed()
    expect(await isHit()).toBe(true)
    variant = 'another one'
    expect(await isHit()).toBe(false)
  },
)

test('what can be no part of a key fails the query', async () => {
  variant = Promise.resolve(7)
  await expect(products()).rejects.toThrow(InvalidPartError)
})
