import { setImmediate } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import type { Alkey } from '../../../src'
import { type KeyPart, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Product } from '../../support/entities/shop'

// A reader loads, a writer commits, the reader stores what it loaded. Whether the old value can be found afterwards
// depends on when the key was made.

const WRITES = 60

let dataSource: DataSource
let alkey: Alkey
const cache = new Map<string, number>()

useAttachedShop((shop) => ({ dataSource, alkey } = shop))

beforeEach(() => {
  cache.clear()
})

const load = (): Promise<Product> => dataSource.manager.findOneByOrFail(Product, { id: 1 })
const write = (): Promise<unknown> => dataSource.manager.save(Product, { id: 1, price: 100 })
const cachedUnder = async (part: KeyPart): Promise<number | undefined> => cache.get(await alkey.keyGenerator(part))

test('unsafe: a key made after the load stores the old value for good', async () => {
  const { price } = await load()
  await write()
  cache.set(await alkey.keyGenerator(ref(Product, 1)), price)
  expect(await cachedUnder(ref(Product, 1))).toBe(0)
})

test('unsafe: a value made from an instance that was loaded before its key stays old for good', async () => {
  const product = await load()
  await write()
  cache.set(await alkey.keyGenerator(product), product.price)
  expect(await cachedUnder(ref(Product, 1))).toBe(0)
})

test.each<[string, () => Promise<unknown>]>([
  ['between key and load', () => Promise.resolve()],
  ['between load and store', load],
])('safe: key first, then load, then store; the writer comes %s', async (_, before) => {
  const key = await alkey.keyGenerator(ref(Product, 1))
  const early = (await before()) as Product | undefined
  await write()
  cache.set(key, (early ?? (await load())).price)
  expect(await cachedUnder(ref(Product, 1))).toBeUndefined()
  expect(await cachedUnder(Product)).toBeUndefined()
})

test('safe: the writer commits while the reader loads', async () => {
  const key = await alkey.keyGenerator(ref(Product, 1))
  const [product] = await Promise.all([load(), write()])
  cache.set(key, product.price)
  expect(await cachedUnder(ref(Product, 1))).toBeUndefined()
})

test('safe under load: many readers and writers, and never an old value after an acknowledged write', async () => {
  let acknowledged = 0
  let reads = 0
  const readers = Array.from({ length: 8 }, async () => {
    while (acknowledged < WRITES) {
      // As requests come in: SQLite answers without ever giving way to others.
      await setImmediate()
      const atStart = acknowledged
      const key = await alkey.keyGenerator(ref(Product, 1))
      let price = cache.get(key)
      if (price === undefined) {
        price = (await load()).price
        if (alkey.isCacheable(key)) cache.set(key, price)
      }
      expect(price).toBeGreaterThanOrEqual(atStart)
      reads++
    }
  })
  for (let price = 1; price <= WRITES; price++) {
    await dataSource.manager.save(Product, { id: 1, price })
    acknowledged = price
  }
  await Promise.all(readers)
  expect(reads).toBeGreaterThan(WRITES)
})
