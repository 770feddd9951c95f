import type { DataSource, EntityManager } from 'typeorm'
import { type Alkey, MemoryTokenStore, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { openDataSource } from '../../support/databases/data-source'
import type { Database } from '../../support/databases/database'
import { Item, Shelf, fillStock, stockEntities } from '../../support/entities/stock'
import { changedBy } from '../../support/watching/key-watch'

// Parents could be read before and can't be any more. In PostgreSQL a statement that fails takes the transaction with it:
// the application's goes on as without the library, and all possible parents change.

let database: Database
let dataSource: DataSource
let alkey: Alkey
let errors: string[]

useAttached(stockEntities, (attached) => ({ dataSource, alkey, database } = attached), {
  alkey: { store: new MemoryTokenStore() },
  isForEachTest: true,
  before: (opened) => fillStock(opened, 3),
  once: async () => {
    errors = []
    alkey.on('error', ({ error }) => errors.push(error.message))
    // They can be read now.
    await dataSource.transaction((manager) => manager.update(Item, 3, { quantity: 1 }))
    await dataSource.transaction((manager) => manager.query('UPDATE items SET shelf_id = 2 WHERE id = 3'))
  },
})

const works: Record<string, (manager: EntityManager) => Promise<unknown>> = {
  'an update': (manager) => manager.query('UPDATE items SET quantity = 42 WHERE id = 1'),
  'a delete': (manager) => manager.query('DELETE FROM items WHERE id = 1'),
}

const shelves = { 'shelf 1': ref(Shelf, 1), 'shelf 2': ref(Shelf, 2) }

describe.each(Object.entries(works))('%s', (_, work) => {
  test('after a migration elsewhere has taken the column', async () => {
    const elsewhere = await openDataSource([], { on: database, synchronize: false })
    await elsewhere.query('ALTER TABLE items DROP COLUMN shelf_id')
    expect(await changedBy(alkey, shelves, () => dataSource.transaction(work))).toEqual(Object.keys(shelves))
    expect(errors).toEqual([expect.stringContaining('"shelf_id" does not exist')])
    expect(await dataSource.query('SELECT * FROM items WHERE id = 1 AND quantity = 100')).toEqual([])
  })

  test('after a function has set a role that may not read the column', async () => {
    const role = `reader_${process.pid}_${Date.now()}`
    await dataSource.query(`CREATE ROLE ${role}`)
    await dataSource.query(`GRANT UPDATE, DELETE ON items TO ${role}`)
    await dataSource.query(`GRANT SELECT (id) ON items TO ${role}`)
    await dataSource.query(
      `CREATE FUNCTION become() RETURNS void LANGUAGE plpgsql AS $$ BEGIN SET LOCAL ROLE ${role}; END $$`,
    )
    const lowly = async (manager: EntityManager): Promise<void> => {
      await manager.query('SELECT become()')
      await work(manager)
    }
    try {
      expect(await changedBy(alkey, shelves, () => dataSource.transaction(lowly))).toEqual(Object.keys(shelves))
      expect(errors).toEqual([expect.stringContaining('permission denied')])
      expect(await dataSource.query('SELECT * FROM items WHERE id = 1 AND quantity = 100')).toEqual([])
    } finally {
      await dataSource.query(`DROP OWNED BY ${role}`)
      await dataSource.query(`DROP ROLE ${role}`)
    }
  })

  test('in a transaction that may only read, the error is that of the statement', async () => {
    const only = async (manager: EntityManager): Promise<void> => {
      await manager.query('SET TRANSACTION READ ONLY')
      await work(manager)
    }
    const refused = /^cannot execute (UPDATE|DELETE) in a read-only transaction$/
    await expect(dataSource.transaction(only)).rejects.toThrow(refused)
    expect(errors).toEqual([])
  })
})
