import type { DataSource, EntityManager } from 'typeorm'
import { Alkey, MemoryTokenStore, type NotStoredReason } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { closeDataSource, openDataSource } from '../../support/databases/data-source'
import { databaseUnderTest, onDatabases } from '../../support/databases/under-test'
import { Product, shopEntities } from '../../support/entities/shop'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { uncachedQuery } from '../../support/harness/warnings/expected'
import { heard } from '../../support/watching/heard-events'

// Loads of computed whose value must not be stored. Their statements run all the same, and an event shows which one it was.

expectWarnings(uncachedQuery, /^typeorm-alkey: The value '[^]*' is not cached: /)

let dataSource: DataSource
let alkey: Alkey
let count = 0

useAttachedShop((shop) => ({ dataSource, alkey } = shop), { alkey: { store: new MemoryTokenStore() } })

/** Loads a value twice. @returns why it was not stored, and by which statement */
async function notStored(
  load: () => Promise<unknown>,
  by = alkey,
): Promise<{ reason: NotStoredReason; query: string }[]> {
  const events = heard(by, 'notStored')
  const name = `value ${++count}`
  for (let i = 0; i < 2; i++) await by.computed([name], load)
  return events.map(({ reason, query = '' }) => ({ reason, query }))
}

const twice = (reason: NotStoredReason, query: RegExp): object[] =>
  Array(2).fill({ reason, query: expect.stringMatching(query) as unknown }) as object[]

const prices = (manager: EntityManager): Promise<unknown> => manager.find(Product, { select: { price: true } })

test('what writes', async () => {
  const load = (): Promise<unknown> => dataSource.manager.update(Product, 1, { price: 1 })
  expect(await notStored(load)).toEqual(twice('wrote', /^UPDATE/))
})

const tables = {
  postgres: 'pg_class',
  mariadb: 'information_schema.tables',
  'better-sqlite3': 'sqlite_master',
  sqljs: '',
}

test('what reads a table that no entity maps', async () => {
  const reasons = heard(alkey, 'uncachedQuery')
  const query = `SELECT COUNT(*) FROM ${tables[databaseUnderTest]}`
  expect(await notStored(() => dataSource.query(query))).toEqual(twice('unknown-reads', /^SELECT COUNT/))
  expect(reasons).toEqual([{ query, reason: expect.stringContaining('no entity maps the table') as unknown }])
})

test('what a transaction that has written reads', async () => {
  const load = (): Promise<unknown> =>
    dataSource.transaction(async (manager) => {
      await manager.update(Product, 1, { price: 2 })
      return prices(manager)
    })
  expect((await notStored(load)).map(({ reason }) => reason)).toEqual(['wrote', 'wrote'])
  await dataSource.transaction(async (manager) => {
    await manager.update(Product, 1, { price: 3 })
    const events = await notStored(() => prices(manager))
    expect(events).toHaveLength(2)
    if (awaitsHooks) for (const { query } of events) expect(query).toMatch(/^SELECT/)
  })
})

test('what reads where its Alkey is not attached', async () => {
  const other = await openDataSource(shopEntities)
  const another = new Alkey({ store: new MemoryTokenStore() })
  try {
    another.attach(other)
    const load = (): Promise<unknown> => Promise.all([prices(dataSource.manager), prices(other.manager)])
    expect(await notStored(load)).toEqual(twice('unknown-reads', /^SELECT/))
  } finally {
    await closeDataSource(other)
    await another.close()
  }
})

test('what is asked for before anything is attached', async () => {
  const early = new Alkey({ store: new MemoryTokenStore() })
  expect((await notStored(() => prices(dataSource.manager), early)).map(({ reason }) => reason)).toEqual([
    'not-attached',
    'not-attached',
  ])
  await early.close()
})

onDatabases(['postgres', 'mariadb'], () => {
  test('what locks the rows that it reads', async () => {
    const load = (): Promise<unknown> =>
      dataSource.transaction('READ COMMITTED', (manager) =>
        manager.findOne(Product, { where: { id: 1 }, lock: { mode: 'pessimistic_write' } }),
      )
    expect(await notStored(load)).toEqual(twice('locked-rows', /FOR UPDATE$/))
  })

  test('what reads an older snapshot', async () => {
    const load = (): Promise<unknown> => dataSource.transaction('REPEATABLE READ', prices)
    expect(await notStored(load)).toEqual(twice('isolation', /^SELECT/))
  })
})

// PostgreSQL needs a package more for it.
onDatabases(['mariadb'], () => {
  test('what reads by stream()', async () => {
    const load = async (): Promise<number> => {
      const queryRunner = dataSource.createQueryRunner()
      try {
        const stream = await queryRunner.stream('SELECT price FROM products')
        let rows = 0
        for await (const _ of stream) rows += _ ? 1 : 0
        return rows
      } finally {
        await queryRunner.release()
      }
    }
    expect(await notStored(load)).toEqual(twice('unknown-reads', /^SELECT price/))
  })
})

onDatabases(['postgres'], () => {
  test('what reads where names may mean other tables', async () => {
    const load = async (): Promise<unknown> => {
      const queryRunner = dataSource.createQueryRunner()
      try {
        await queryRunner.query('SET search_path TO public')
        return await prices(queryRunner.manager)
      } finally {
        await queryRunner.query('RESET search_path')
        await queryRunner.release()
      }
    }
    expect(await notStored(load)).toEqual(twice('moved-names', /^SELECT/))
  })
})
