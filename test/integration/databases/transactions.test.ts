import { setTimeout } from 'node:timers/promises'
import type { DataSource, EntityManager, EntitySubscriberInterface } from 'typeorm'
import { Alkey, type ChangeLog, MemoryTokenStore } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { isPooled } from '../../support/databases/under-test'
import { reprice } from '../../support/entities/prices'
import { Product } from '../../support/entities/shop'
import { shopParts } from '../../support/entities/shop-rows'
import { recordsIn } from '../../support/redis/records'
import { eventually } from '../../support/waiting/eventually'
import { uniqueNamespace } from '../../support/redis/redis'
import { changedBy, keysOf } from '../../support/watching/key-watch'

let dataSource: DataSource
let alkey: Alkey
const namespace = uniqueNamespace()

useAttachedShop((shop) => ({ dataSource, alkey } = shop), { alkey: { namespace } })

const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, shopParts, work)
const fail = (): never => {
  throw new Error('on purpose')
}
const swallow = (): undefined => undefined

describe('what a transaction changes, by how it ends', () => {
  const both = ['anything', 'product 1', 'product 2', 'products']
  const first = ['anything', 'product 1', 'products']
  const second = ['anything', 'product 2', 'products']

  interface Shape {
    readonly run: (manager: EntityManager) => Promise<unknown>
    readonly changes: string[]
    /** What else was written and taken back: on a connection that all flows share, others may have read it. */
    readonly seen?: string[]
  }

  const shapes: Record<string, Shape> = {
    commit: { run: (manager) => reprice(manager, 1), changes: first },
    rollback: { run: (manager) => reprice(manager, 1).then(fail), changes: [], seen: first },
    'read only': { run: (manager) => manager.find(Product), changes: [] },
    'savepoint released': {
      run: (outer) => outer.transaction((inner) => reprice(inner, 1)).then(() => reprice(outer, 2)),
      changes: both,
    },
    'savepoint rolled back, outer committed': {
      run: async (outer) => {
        await outer.transaction((inner) => reprice(inner, 1).then(fail)).catch(swallow)
        await reprice(outer, 2)
      },
      changes: second,
      seen: both,
    },
    'the same row before and in a savepoint that is rolled back': {
      run: async (outer) => {
        await reprice(outer, 1)
        await outer.transaction((inner) => inner.save(Product, { id: 1, price: 5 }).then(fail)).catch(swallow)
      },
      changes: first,
    },
    'savepoint released, outer rolled back': {
      run: (outer) => outer.transaction((inner) => reprice(inner, 1)).then(fail),
      changes: [],
      seen: first,
    },
    'one savepoint rolled back, the next released': {
      run: async (outer) => {
        await outer.transaction((inner) => reprice(inner, 1).then(fail)).catch(swallow)
        await outer.transaction((inner) => reprice(inner, 2))
      },
      changes: second,
      seen: both,
    },
    'three levels, the middle one rolled back': {
      run: async (outer) => {
        await reprice(outer, 2)
        await outer.transaction((middle) => middle.transaction((inner) => reprice(inner, 1)).then(fail)).catch(swallow)
      },
      changes: second,
      seen: both,
    },
    'three levels, all released': {
      run: async (outer) => {
        await reprice(outer, 2)
        await outer.transaction((middle) => middle.transaction((inner) => reprice(inner, 1)))
      },
      changes: both,
    },
    'a bulk change in a savepoint that is rolled back': {
      run: async (outer) => {
        await outer
          .transaction((inner) => inner.update(Product, { name: 'tea' }, { price: 7 }).then(fail))
          .catch(swallow)
        await reprice(outer, 2)
      },
      changes: second,
      seen: both,
    },
  }

  for (const [name, { run, changes, seen = changes }] of Object.entries(shapes)) {
    const changedKeys = isPooled ? changes : seen
    test(`manager.transaction: ${name}`, async () => {
      const before = await storedPrices()
      expect(await changed(() => dataSource.transaction(run).catch(swallow))).toEqual(changedKeys)
      // What the table says about keys must be what the database says about rows.
      const after = await storedPrices()
      const rows = [1, 2].filter((id) => before.get(id) !== after.get(id)).map((id) => `product ${id}`)
      expect(changes.filter((part) => part.startsWith('product '))).toEqual(rows)
    })

    test(`manual query runner: ${name}`, async () => {
      expect(await changed(() => byHand(run).catch(swallow))).toEqual(changedKeys)
    })
  }

  async function storedPrices(): Promise<Map<number, number>> {
    const products = await dataSource.manager.find(Product)
    return new Map(products.map(({ id, price }) => [id, price]))
  }

  async function byHand(run: (manager: EntityManager) => Promise<unknown>): Promise<void> {
    const queryRunner = dataSource.createQueryRunner()
    await queryRunner.startTransaction()
    try {
      await run(queryRunner.manager)
      await queryRunner.commitTransaction()
    } catch (error) {
      await queryRunner.rollbackTransaction()
      throw error
    } finally {
      await queryRunner.release()
    }
  }
})

test('keys change at the outermost commit, not at the release of a savepoint, and once', async () => {
  const bumps: (readonly string[])[] = []
  const stop = alkey.on('bumped', ({ identifiers }) => bumps.push(identifiers))
  const before = await keysOf(alkey, shopParts)
  await dataSource.transaction(async (outer) => {
    await outer.transaction((inner) => reprice(inner, 1))
    await reprice(outer, 1)
    if (isPooled) expect(await keysOf(alkey, shopParts)).toEqual(before)
    expect(bumps).toEqual([])
  })
  stop()
  expect(bumps.map((identifiers) => [...identifiers].sort())).toEqual([
    ['alkey:*#*', 'alkey:products#*', 'alkey:products#1'],
  ])
})

test('one query runner can run one transaction after the other', async () => {
  const queryRunner = dataSource.createQueryRunner()
  const once = async (id: number, end: 'commitTransaction' | 'rollbackTransaction'): Promise<string[]> =>
    changed(async () => {
      await queryRunner.startTransaction()
      await reprice(queryRunner.manager, id)
      await queryRunner[end]()
    })
  expect(await once(1, 'commitTransaction')).toEqual(['anything', 'product 1', 'products'])
  expect(await once(2, 'rollbackTransaction')).toEqual(isPooled ? [] : ['anything', 'product 2', 'products'])
  expect(await once(2, 'commitTransaction')).toEqual(['anything', 'product 2', 'products'])
  await queryRunner.release()
})

test('a thousand rows saved in chunks are bumped together, at one commit', async () => {
  const bumps: number[] = []
  const stop = alkey.on('bumped', ({ identifiers }) => bumps.push(identifiers.length))
  const products = Array.from({ length: 1_000 }, (_, i) => dataSource.manager.create(Product, { name: `product ${i}` }))
  await dataSource.manager.save(products, { chunk: 100 })
  stop()
  expect(bumps).toEqual([1_002])
})

describe('the record of a change set', () => {
  const records = (): Promise<string[][]> => recordsIn(namespace)

  test('is a Redis set while the transaction is open, and gone before the caller hears of the commit', async () => {
    await dataSource.transaction(async (manager) => {
      await reprice(manager, 1)
      await manager.save(Product, { name: 'pie' })
      // Nothing needs it before COMMIT.
      await eventually(async () => {
        expect(await records()).toEqual([['alkey:products#*', 'alkey:products#1', 'alkey:products#3']])
      })
    })
    expect(await records()).toEqual([])
  })

  test('is gone after a rollback', async () => {
    await dataSource.transaction((manager) => reprice(manager, 1).then(fail)).catch(swallow)
    expect(await records()).toEqual([])
  })

  test('is gone when only a rolled-back savepoint had changed anything', async () => {
    await dataSource.transaction((outer) => outer.transaction((inner) => reprice(inner, 1).then(fail)).catch(swallow))
    expect(await records()).toEqual([])
  })

  test('is acknowledged before COMMIT is sent', async () => {
    const steps: string[] = []
    const slow = new (class extends MemoryTokenStore implements ChangeLog {
      async record(): Promise<void> {
        steps.push('record begins')
        await setTimeout(50)
        steps.push('record acknowledged')
      }
      settle(_: string, identifiers: readonly string[]): Promise<void> {
        return this.bump(identifiers)
      }
      renew(): Promise<[]> {
        return Promise.resolve([])
      }
      async discard(): Promise<void> {}
      claim(): Promise<[]> {
        return Promise.resolve([])
      }
      async keep(): Promise<void> {}
    })()
    const patient = new Alkey({ store: slow })
    const detach = patient.attach(dataSource)
    const watcher: EntitySubscriberInterface = {
      beforeQuery: ({ query }) => {
        if (query === 'COMMIT') steps.push('COMMIT')
      },
    }
    dataSource.subscribers.push(watcher)
    await dataSource.transaction((manager) => reprice(manager, 1))
    dataSource.subscribers.pop()
    detach()
    await patient.close()
    expect(steps).toEqual(['record begins', 'record acknowledged', 'COMMIT'])
  })
})
