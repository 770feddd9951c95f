import type { DataSource } from 'typeorm'
import { type Alkey, ref } from 'typeorm-alkey'
import { Customer, Order, Product } from './entities'
import { reportRow } from './report'

type Answer = 'loaded' | 'cached'

/** Serves pages while the data change. @returns how many visits were not answered as they must be */
export async function visitPages(alkey: Alkey, { manager }: DataSource): Promise<number> {
  let surprises = 0

  const visit = async (name: string, page: () => Promise<unknown>, expected: Answer, remark: string): Promise<void> => {
    const { hit } = alkey.eventCounts
    await page()
    const actual: Answer = alkey.eventCounts.hit > hit ? 'cached' : 'loaded'
    if (actual !== expected) surprises++
    reportRow(name, actual, actual === expected ? remark : `expected: ${expected}`)
  }

  /** The orders are on the page too: since they touch their customer, its key is enough. */
  const customer = (id: number) => (): Promise<string> =>
    alkey.remember(
      [ref(Customer, id), 'page'],
      async () => {
        const { name, orders } = await manager.findOneOrFail(Customer, { where: { id }, relations: { orders: true } })
        return `${name}: ${orders.map(({ note }) => note).join(', ')}`
      },
      { ttl: '10m' },
    )

  /** TypeORM's own cache: nothing but an option of the query. */
  const products = (): Promise<Product[]> => manager.find(Product, { order: { name: 'ASC' }, cache: true })

  await visit('customer 1', customer(1), 'loaded', 'the first visit, by remember')
  await visit('customer 1', customer(1), 'cached', '')
  await visit('customer 2', customer(2), 'loaded', 'the first visit')
  await manager.save(Order, { id: 1, note: 'Leave with the neighbour' })
  await visit('customer 1', customer(1), 'loaded', 'an order of this customer was updated')
  await visit('customer 2', customer(2), 'cached', '')
  await visit('all products', products, 'loaded', 'the first query, with cache: true')
  await visit('all products', products, 'cached', '')
  await manager.update(Product, 1, { price: 2500 })
  await visit('all products', products, 'loaded', 'a product has another price')
  await visit('customer 1', customer(1), 'cached', '')
  await alkey.flush()
  await visit('customer 1', customer(1), 'loaded', 'after alkey.flush(), which no key survives')
  await visit('all products', products, 'loaded', '')

  const { hit, miss } = alkey.eventCounts
  console.log('')
  reportRow('hits', String(hit), '')
  reportRow('misses', String(miss), '')
  return surprises
}
