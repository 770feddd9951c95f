import type { DataSource } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Customer, Order, OrderLine } from '../../support/entities/shop'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { uncovered } from '../../support/harness/warnings/expected'

expectWarnings(uncovered)

let dataSource: DataSource
let alkey: Alkey
useAttachedShop((shop) => ({ dataSource, alkey } = shop))

test('entities come back as what they were, and can be saved again', async () => {
  const load = jest.fn(() =>
    dataSource.manager.findOneOrFail(Customer, { where: { id: 1 }, relations: { orders: { lines: true } } }),
  )
  const customer = (): Promise<Customer> => alkey.remember([ref(Customer, 1), 'with orders'], load)
  const missed = await customer()
  const hit = await customer()
  expect(load).toHaveBeenCalledTimes(1)
  expect(hit).not.toBe(missed)
  expect(hit).toEqual(missed)
  expect(hit).toBeInstanceOf(Customer)
  expect(hit.orders[0]).toBeInstanceOf(Order)
  expect(hit.orders[0]?.lines[0]).toBeInstanceOf(OrderLine)
  hit.name = 'new'
  await dataSource.manager.save(hit)
  expect((await customer()).name).toBe('new')
  expect(load).toHaveBeenCalledTimes(2)
})

test('a missing row is remembered until it is there', async () => {
  const load = jest.fn(() => dataSource.manager.findOneBy(Customer, { id: 3 }))
  const customer = (): Promise<Customer | null> => alkey.remember([ref(Customer, 3), 'profile'], load)
  expect([await customer(), await customer()]).toEqual([null, null])
  expect(load).toHaveBeenCalledTimes(1)
  await dataSource.manager.save(Customer, { email: 'cleo@example.org' })
  expect(await customer()).toMatchObject({ email: 'cleo@example.org' })
})

test('a value within a load is part of it', async () => {
  const load = jest.fn(async () => {
    const orders = await dataSource.manager.find(Order, { order: { id: 'ASC' } })
    return alkey.remember([ref(Customer, 1), 'name'], () => `${orders.length} orders`)
  })
  const page = (): Promise<string> => alkey.remember([Order, 'page'], load)
  await page()
  await page()
  expect(load).toHaveBeenCalledTimes(1)
  await dataSource.manager.update(Customer, 1, { name: 'new' })
  await page()
  expect(load).toHaveBeenCalledTimes(2)
})
