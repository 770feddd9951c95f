import type { DataSource } from 'typeorm'
import type { Alkey, NotStoredReason } from '../../../src'
import { MemoryHandler, StandardTag } from '../../../src/fragmented-keys'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Product } from '../../support/entities/shop'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { uncovered } from '../../support/harness/warnings/expected'

expectWarnings(uncovered)

// Values that are made of results from the cache.

let dataSource: DataSource
let alkey: Alkey
let variant: unknown
let reasons: NotStoredReason[] = []

useAttachedShop((shop) => ({ dataSource, alkey } = shop), { cache: { vary: () => variant } })

beforeAll(() => {
  alkey.on('notStored', ({ reason }) => reasons.push(reason))
})

const products = (): Promise<Product[]> =>
  dataSource.manager.find(Product, { cache: { id: 'products', milliseconds: 60_000 } })
const count = (name: string): Promise<number> => alkey.remember([name], async () => (await products()).length)

test('such a value changes with the tables of the query', async () => {
  await products()
  expect(await count('all')).toBe(2)
  await dataSource.manager.insert(Product, { name: 'pie' })
  expect(await count('all')).toBe(3)
})

test('and when the query is to be forgotten', async () => {
  await products()
  await count('known')
  const { miss } = alkey.eventCounts
  await count('known')
  expect(alkey.eventCounts.miss).toBe(miss)
  await dataSource.queryResultCache?.remove(['products'])
  await count('known')
  expect(alkey.eventCounts.miss).toBe(miss + 2)
})

test('what depends on a version that is kept elsewhere is in no stored value', async () => {
  variant = new StandardTag('City', 'chicago', { handler: new MemoryHandler() })
  await products()
  reasons = []
  await count('in Chicago')
  expect(reasons).toEqual(['uncacheable'])
})
