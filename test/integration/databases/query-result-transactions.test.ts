import type { DataSource, EntityManager } from 'typeorm'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { isPooled } from '../../support/databases/under-test'
import { Product } from '../../support/entities/shop'
import { Gate } from '../../support/waiting/gate'

// A query that nobody awaits may be answered in a transaction, and be stored when that is no longer there.

let dataSource: DataSource

useAttachedShop((shop) => ({ dataSource } = shop), { cache: {} })

const priceIn = async (manager: EntityManager): Promise<number | undefined> =>
  (await manager.find(Product, { where: { id: 1 }, cache: true }))[0]?.price

async function inTransaction(work: (manager: EntityManager) => Promise<void>): Promise<void> {
  await (isPooled ? dataSource.transaction('READ COMMITTED', work) : dataSource.transaction(work))
}

const onPurpose = new Error('on purpose')
let gate: Gate
let late: Promise<unknown>

/** Writes, and reads what it has written without waiting for it. */
async function failing(manager: EntityManager): Promise<void> {
  const updated = manager.update(Product, 1, { price: 100 })
  gate = new Gate()
  dataSource.subscribers.push(gate)
  late = priceIn(manager)
  await updated
  await gate.isReached
  throw onPurpose
}

async function stored(): Promise<void> {
  dataSource.subscribers.splice(dataSource.subscribers.indexOf(gate), 1)
  gate.open()
  expect(await late).toBe(100)
}

test('what is rolled back with a transaction before it is stored never is', async () => {
  await expect(inTransaction(failing)).rejects.toBe(onPurpose)
  await stored()
  expect(await priceIn(dataSource.manager)).toBe(0)
})

test('what is rolled back with a savepoint before it is stored never is', async () => {
  await inTransaction(async (manager) => {
    await expect(manager.transaction(failing)).rejects.toBe(onPurpose)
    await stored()
  })
  expect(await priceIn(dataSource.manager)).toBe(0)
})
