import type { DataSource } from 'typeorm'
import { withAndWithout } from '../../support/attached/with-and-without'
import { onDatabases } from '../../support/databases/under-test'
import { Item, Shelf, fillStock, stockEntities } from '../../support/entities/stock'
import { Statements, isOurs } from '../../support/watching/sent-statements'

// The application's statements are sent as without the library, and nothing between them that it could notice.

async function sentBy(
  work: (dataSource: DataSource) => Promise<unknown>,
): Promise<{ without: string[]; attached: string[] }> {
  let statements = new Statements()
  return withAndWithout(
    stockEntities,
    async (dataSource) => {
      await fillStock(dataSource, 3)
      statements.sent.length = 0
    },
    async (dataSource) => {
      await work(dataSource)
      const { sent } = statements
      statements = new Statements()
      return sent
    },
    {
      logging: true,
      get logger() {
        return statements
      },
    },
  )
}

const works: Record<string, (dataSource: DataSource) => Promise<unknown>> = {
  reads: ({ manager }) => manager.find(Item, { relations: { shelf: true } }),
  'a save': ({ manager }) => manager.save(Item, { id: 1, quantity: 5 }),
  'a row that is moved': ({ manager }) => manager.save(Item, { id: 1, shelf: { id: 2 } }),
  'a row that is removed': async ({ manager }) => manager.remove(await manager.findOneByOrFail(Item, { id: 1 })),
  'statements on their own': async ({ manager }) => {
    await manager.update(Item, 1, { quantity: 3 })
    await manager.delete(Item, 1)
  },
  'a transaction with one within': (dataSource) =>
    dataSource.transaction(async (manager) => {
      await manager.update(Item, [1, 2], { quantity: 3 })
      await manager.transaction((inner) => inner.delete(Item, 1))
      await manager.save(Shelf, { id: 3 })
    }),
}

test.each(Object.entries(works))('%s', async (_, work) => {
  const { without, attached } = await sentBy(work)
  expect(without).not.toHaveLength(0)
  expect(attached.filter((query) => !isOurs(query))).toEqual(without)
})

test('what is read of our own in a transaction comes just before its COMMIT, once', async () => {
  const { attached } = await sentBy((dataSource) =>
    dataSource.transaction(async (manager) => {
      for (const id of [1, 2, 3]) await manager.update(Item, id, { quantity: 3 })
      await manager.count(Item)
    }),
  )
  const reads = attached.filter((query) => isOurs(query) && query.startsWith('SELECT'))
  expect(reads).toHaveLength(1)
  const last = attached.findLastIndex((query) => !isOurs(query))
  expect(attached[last]).toBe('COMMIT')
  expect(attached.slice(0, last).findLastIndex((query) => !isOurs(query))).toBeLessThan(
    attached.indexOf(reads[0] ?? ''),
  )
})

describe('before one text of many statements', () => {
  const many = (set: string): string =>
    Array.from({ length: 50 }, (_, i) => `UPDATE items SET ${set} WHERE id = ${i + 1}`).join(';')

  onDatabases(['postgres'], () => {
    test('all rows of a table are read at once', async () => {
      const { attached } = await sentBy((dataSource) => dataSource.query(many('quantity = 1')))
      expect(attached.filter(isOurs)).toHaveLength(1)
    })

    test('nothing is read in a transaction, where each would be read by itself', async () => {
      const { attached } = await sentBy((dataSource) =>
        dataSource.transaction((manager) => manager.query(many('shelf_id = 2'))),
      )
      expect(attached.filter(isOurs)).toEqual([])
    })
  })
})
