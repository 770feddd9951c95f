import { Alkey, type AlkeyOptions, GLOBAL, ref } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { Product, shopEntities } from '../../support/entities/shop'
import { sharedRedis } from '../../support/redis/redis'

// What is used though nothing is attached is logged once: its keys would never change.

let messages: string[]
let alkey: Alkey

function open(options: Partial<AlkeyOptions> = {}): Alkey {
  messages = []
  return (alkey = new Alkey({ ...sharedRedis(), logger: { warn: (message) => messages.push(message) }, ...options }))
}

afterEach(async () => {
  await closeAll()
  await alkey.close()
})

const ofKeys = /^typeorm-alkey: A key that depends on tables was made, but no DataSource is attached.*alkey\.attach/

test.each([
  ['a row', ref('products', 1)],
  ['a table', 'alkey:products#*'],
  ['anything', GLOBAL],
])('a key that depends on %s', async (_, part) => {
  open()
  for (let i = 0; i < 3; i++) await alkey.keyGenerator(part)
  await alkey.remember([part], () => 1)
  expect(messages).toEqual([expect.stringMatching(ofKeys)])
})

test('a query with cache: true', async () => {
  open()
  const dataSource = await openDataSource(shopEntities, {
    cache: { provider: alkey.queryResultCache, duration: 60_000 },
  })
  for (let i = 0; i < 3; i++) await dataSource.manager.find(Product, { cache: true })
  expect(messages).toEqual([expect.stringMatching(/A query with `cache: true` is not cached, because no DataSource/)])
})

test('but not what depends on tags and values alone, nor what is invalidated by hand', async () => {
  open()
  await alkey.keyGenerator(alkey.tag('city', 'graz'), 'text', 5)
  await alkey.invalidate(ref('products', 1))
  expect(messages).toEqual([])
})

test('but not in a service that has said whose keys it makes', async () => {
  open({ schemaVersion: '1' })
  await alkey.keyGenerator(ref('products', 1))
  expect(messages).toEqual([])
})

test('but not where a DataSource is attached, or TypeORM has the subscriber', async () => {
  open()
  const dataSource = await openDataSource(shopEntities)
  const detach = alkey.attach(dataSource)
  await alkey.keyGenerator(ref('products', 1))
  expect(messages).toEqual([])
  detach()
  await alkey.keyGenerator(ref('products', 1))
  expect(messages).toEqual([expect.stringMatching(ofKeys)])
  await alkey.close()

  open()
  expect(alkey.subscriber).toBeDefined()
  await alkey.keyGenerator(ref('products', 1))
  expect(messages).toEqual([])
})
