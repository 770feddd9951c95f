import type { DataSource } from 'typeorm'
import { type Alkey, ref } from 'typeorm-alkey'
import { PageCache } from './cache'
import { Customer, Order } from './entities'
import { reportRow } from './report'

/** Serves pages from a cache while the data change. @returns how many visits were not answered as they must be */
export async function visitPages(alkey: Alkey, { manager }: DataSource): Promise<number> {
  const cache = new PageCache(alkey)
  let surprises = 0

  /** The orders are on the page too: since they touch their customer, its key is enough. */
  const visit = async (id: number, expected: 'loaded' | 'cached', remark: string): Promise<void> => {
    const hitsBefore = cache.hits
    await cache.page([ref(Customer, id), 'page', { orders: 10 }], async () => {
      const { name, orders } = await manager.findOneOrFail(Customer, { where: { id }, relations: { orders: true } })
      return `${name}: ${orders.map(({ note }) => note).join(', ')}`
    })
    const actual = cache.hits > hitsBefore ? 'cached' : 'loaded'
    if (actual !== expected) surprises++
    reportRow(`customer ${id}`, actual, actual === expected ? remark : `expected: ${expected}`)
  }

  await visit(1, 'loaded', 'the first visit')
  await visit(1, 'cached', '')
  await visit(2, 'loaded', 'the first visit')
  await manager.save(Order, { id: 1, note: 'Leave with the neighbour' })
  await visit(1, 'loaded', 'an order of this customer was updated')
  await visit(2, 'cached', '')
  await visit(1, 'cached', '')
  await alkey.flush()
  await visit(1, 'loaded', 'after alkey.flush(), which no key survives')

  console.log('')
  reportRow('hits', String(cache.hits), '')
  reportRow('loads', String(cache.loads), '')
  return surprises
}
