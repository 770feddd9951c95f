import type { EntityManager } from 'typeorm'
import { ErrorCodes, withAndWithout } from '../../support/attached/with-and-without'
import { isPooled } from '../../support/databases/under-test'
import { Item, fillStock, stockEntities } from '../../support/entities/stock'

// What an application may rely on without the library holds with it: a write of a row is a lock, and what is read behind it
// is what was committed when the lock was had.

const WORKERS = 6
const ROUNDS = 8

const quantityOf = async (manager: EntityManager): Promise<number> =>
  (await manager.findOneByOrFail(Item, { id: 1 })).quantity

/** Sells by reading and writing, behind a write that others wait for. */
const sells: Record<string, (manager: EntityManager) => Promise<void>> = {
  'an update as a lock': async (manager) => {
    await manager.increment(Item, { id: 1 }, 'reserved', 1)
    await manager.update(Item, 1, { quantity: (await quantityOf(manager)) - 1 })
  },
  'an update that moves the row as a lock': async (manager) => {
    await manager.update(Item, 1, { shelf: { id: 2 } })
    await manager.update(Item, 1, { quantity: (await quantityOf(manager)) - 1 })
  },
  'a save as a lock': async (manager) => {
    await manager
      .createQueryBuilder()
      .update(Item)
      .set({ reserved: () => 'reserved + 1' })
      .where({ id: 1 })
      .execute()
    const item = await manager.findOneByOrFail(Item, { id: 1 })
    await manager.save(Object.assign(item, { quantity: item.quantity - 1 }))
  },
  'a locking read': async (manager) => {
    const lock = isPooled ? { lock: { mode: 'pessimistic_write' as const } } : {}
    const item = await manager.findOneOrFail(Item, { where: { id: 1 }, ...lock })
    await manager.save(Object.assign(item, { quantity: item.quantity - 1 }))
  },
  'a counter in the statement': async (manager) => {
    await manager.decrement(Item, { id: 1 }, 'quantity', 1)
  },
}

/** Where all share a connection, they take turns themselves. */
async function atOnce(work: () => Promise<unknown>): Promise<void> {
  if (isPooled) await Promise.all(Array.from({ length: WORKERS }, work))
  else for (let worker = 0; worker < WORKERS; worker++) await work()
}

test.each(Object.entries(sells))('%s', async (_, sell) => {
  const outcomes = await withAndWithout(
    stockEntities,
    (dataSource) => fillStock(dataSource),
    async (dataSource) => {
      const errors = new ErrorCodes()
      let sold = 0
      await atOnce(async () => {
        for (let round = 0; round < ROUNDS; round++) {
          if (await errors.allow(() => dataSource.transaction(sell))) sold++
        }
      })
      return { isExact: (await quantityOf(dataSource.manager)) === 100 - sold, sold, errors: errors.all }
    },
    { poolSize: WORKERS + 1 },
  )
  const all = { isExact: true, sold: WORKERS * ROUNDS, errors: [] }
  expect(outcomes).toEqual({ without: all, attached: all })
})
