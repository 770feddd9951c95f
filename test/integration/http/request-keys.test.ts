import { GLOBAL, ref } from '../../../src'
import { requestKeys } from '../../../src/http'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Customer, Order, Product } from '../../support/entities/shop'
import { heard } from '../../support/watching/heard-events'

let shop: Attached
useAttachedShop((attached) => (shop = attached))

const rename = (id: number, name: string) => shop.dataSource.manager.update(Product, id, { name })
const load = (id: number) => shop.dataSource.manager.findOneByOrFail(Product, { id })

test('keys of a request are those of the key generator, while nothing is committed', async () => {
  const { keyGenerator, tag } = shop.alkey
  const { cacheKey } = await requestKeys(shop.alkey)
  const parts = [ref(Product, 1), Customer, GLOBAL, tag('city', 'chicago'), 'page', { number: 2 }] as const
  expect(await cacheKey(...parts)).toBe(await keyGenerator(...parts))
  expect(await cacheKey('alkey:orders#7')).toBe(await keyGenerator(ref(Order, 7)))
  await expect(cacheKey(Symbol('none') as never)).rejects.toMatchObject({ code: 'ALKEY_INVALID_PART' })
})

test('a token is read once for a request, and nothing new is read after a commit', async () => {
  const { alkey } = shop
  const uncacheable = heard(alkey, 'uncacheable')
  const { cacheKey } = await requestKeys(alkey)
  const [row, anything] = [await cacheKey(ref(Product, 1)), await cacheKey(GLOBAL)]
  await rename(1, 'green tea')
  expect(await cacheKey(ref(Product, 1))).toBe(row)
  expect(await cacheKey(GLOBAL)).toBe(anything)
  expect(uncacheable).toEqual([])
  expect(alkey.isCacheable(await cacheKey(ref(Product, 2)))).toBe(false)
  expect(alkey.isCacheable(await cacheKey(ref(Product, 1), ref(Product, 2)))).toBe(false)
  expect(uncacheable).toMatchObject([{ reason: 'changed' }, { reason: 'changed' }])
  const next = await requestKeys(alkey)
  expect(alkey.isCacheable(await next.cacheKey(ref(Product, 2)))).toBe(true)
})

test('without a snapshot a key is made of the tokens of now', async () => {
  const { cacheKey } = await requestKeys(shop.alkey, { snapshot: false })
  const before = await cacheKey(ref(Product, 1))
  await rename(1, 'black tea')
  const after = await cacheKey(ref(Product, 1))
  expect(after).not.toBe(before)
  expect(after).toBe(await shop.alkey.keyGenerator(ref(Product, 1)))
})

test('what was loaded before a commit is served to nobody else, though its key is made after it', async () => {
  const { cachedFragment } = await requestKeys(shop.alkey)
  const old = await load(1)
  await rename(1, 'white tea')
  const render = jest.fn(() => old.name)
  expect(await cachedFragment([ref(Product, 1), 'card'], render)).toBe('tea')
  const fresh = await load(1)
  const others = await requestKeys(shop.alkey)
  expect(await others.cachedFragment([ref(Product, 1), 'card'], () => fresh.name)).toBe('white tea')
  const unused = jest.fn(() => 'not rendered')
  expect(await others.cachedFragment([ref(Product, 1), 'card'], unused)).toBe('white tea')
  expect(unused).not.toHaveBeenCalled()
  // With `remember` the old name would be found from now on.
  const plain = await requestKeys(shop.alkey, { snapshot: false })
  await plain.cachedFragment([ref(Product, 1), 'unsafe'], render)
  expect(await plain.cachedFragment([ref(Product, 1), 'unsafe'], unused)).toBe('tea')
})

test('a fragment is another value than that of `remember` with the same parts', async () => {
  const { cachedFragment } = await requestKeys(shop.alkey)
  await shop.alkey.remember([ref(Product, 2), 'both'], () => ({ an: 'object' }))
  expect(await cachedFragment([ref(Product, 2), 'both'], () => 'a text')).toBe('a text')
})
