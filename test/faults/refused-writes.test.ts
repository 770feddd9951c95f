import type { DataSource, EntityManager } from 'typeorm'
import type { Alkey } from '../../src'
import { useProxiedShop } from '../support/attached/proxied-shop'
import { onQuery } from '../support/databases/on-query'
import { Product, Profile } from '../support/entities/shop'
import { expectWarnings } from '../support/harness/warnings/expect-warnings'
import { outages } from '../support/harness/warnings/expected'
import type { TcpProxy } from '../support/servers/tcp-proxy'
import { DEADLINE_MS, bounded } from '../support/waiting/bounded'
import { eventually } from '../support/waiting/eventually'

expectWarnings(outages)

// `onUnavailable: 'reject'`: writes while Redis is away.

let dataSource: DataSource
let proxy: TcpProxy
let alkey: Alkey

useProxiedShop((shop) => ({ dataSource, proxy, alkey } = shop), {
  alkey: { deadlineMs: DEADLINE_MS, onUnavailable: 'reject' },
})

beforeEach(() => alkey.keyGenerator(Product))

const reprice = (manager: EntityManager): Promise<unknown> => manager.save(Product, { id: 1, price: 100 })

const allRows = async (): Promise<unknown[]> => [
  await dataSource.manager.find(Product, { order: { id: 'ASC' } }),
  await dataSource.manager.find(Profile),
]

test.each<[string, () => Promise<unknown>]>([
  ['a save', () => reprice(dataSource.manager)],
  ['a transaction with a savepoint', () => dataSource.transaction((outer) => outer.transaction(reprice))],
  ['an update outside a transaction', () => dataSource.manager.update(Product, 1, { price: 100 })],
  ['an insert outside a transaction', () => dataSource.manager.insert(Product, { name: 'pie' })],
  ['a delete outside a transaction', () => dataSource.manager.delete(Profile, 1)],
])('refuses what could not be recorded, and loses nothing: %s', async (_, write) => {
  const rows = await allRows()
  await proxy.cut()
  await expect(bounded(write)).rejects.toMatchObject({ code: 'ALKEY_UNAVAILABLE' })
  expect(await allRows()).toEqual(rows)
  await proxy.restore()
  await eventually(async () => alkey.isCacheable(await alkey.keyGenerator(Product)), { deadlineMs: 15_000 })
  await write()
  expect(await allRows()).not.toEqual(rows)
})

test('never throws once the transaction has committed', async () => {
  const stop = onQuery(
    dataSource,
    (query) => query === 'COMMIT',
    'beforeQuery',
    () => proxy.cut(),
  )
  await reprice(dataSource.manager)
  stop()
  expect((await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price).toBe(100)
  await proxy.restore()
})
