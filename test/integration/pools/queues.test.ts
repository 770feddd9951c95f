import type { DataSource, EntityManager } from 'typeorm'
import { ErrorCodes, withAndWithout } from '../../support/attached/with-and-without'
import { Item, fillStock, stockEntities } from '../../support/entities/stock'

// Several workers at once: each item is taken once, and what is transferred is neither lost nor made.

const WORKERS = 4
const ITEMS = 12

const atOnce = (work: (worker: number) => Promise<void>): Promise<unknown> =>
  Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)))

async function takeNext(manager: EntityManager): Promise<number> {
  const item = await manager
    .createQueryBuilder(Item, 'item')
    .where('item.reserved = 0')
    .orderBy('item.id')
    .setLock('pessimistic_write')
    .setOnLocked('skip_locked')
    .getOne()
  if (!item) throw new Error('the queue is empty')
  await manager.save(Object.assign(item, { reserved: 1 }))
  return item.id
}

async function transfer(manager: EntityManager, from: number, to: number): Promise<void> {
  const [source, target] = [
    await manager.findOneByOrFail(Item, { id: from }),
    await manager.findOneByOrFail(Item, { id: to }),
  ]
  await manager.save(Object.assign(source, { quantity: source.quantity - 1 }))
  await manager.save(Object.assign(target, { quantity: target.quantity + 1 }))
}

const sumOf = async ({ manager }: DataSource): Promise<number> =>
  (await manager.find(Item)).reduce((sum, { quantity }) => sum + quantity, 0)

test('a queue with SKIP LOCKED', async () => {
  const { without, attached } = await withAndWithout(
    stockEntities,
    (dataSource) => fillStock(dataSource, ITEMS),
    async (dataSource) => {
      const taken: number[] = []
      const errors = new ErrorCodes()
      await atOnce(async () => {
        let isTaken: boolean
        do {
          isTaken = await errors.allow(async () => {
            taken.push(await dataSource.transaction('READ COMMITTED', takeNext))
          })
        } while (isTaken)
      })
      return { taken: taken.sort((one, other) => one - other), errors: errors.all }
    },
    { poolSize: WORKERS + 1 },
  )
  expect(without.taken).toEqual(Array.from({ length: ITEMS }, (_, i) => i + 1))
  expect(attached).toEqual(without)
})

test('transfers that are tried again until they are serializable', async () => {
  const { without, attached } = await withAndWithout(
    stockEntities,
    (dataSource) => fillStock(dataSource, WORKERS),
    async (dataSource) => {
      const errors = new ErrorCodes()
      await atOnce(async (worker) => {
        const [from, to] = [worker + 1, ((worker + 1) % WORKERS) + 1]
        const once = (): Promise<boolean> =>
          errors.allow(() => dataSource.transaction('SERIALIZABLE', (manager) => transfer(manager, from, to)))
        for (let round = 0; round < 3; round++) while (!(await once()));
      })
      return { sum: await sumOf(dataSource), isRetryable: errors.all.every((code) => retryable.includes(code)) }
    },
    { poolSize: WORKERS + 1 },
  )
  expect(without).toEqual({ sum: WORKERS * 100, isRetryable: true })
  expect(attached).toEqual(without)
})

const retryable: readonly string[] = ['40001', '40P01', 'ER_LOCK_DEADLOCK']
