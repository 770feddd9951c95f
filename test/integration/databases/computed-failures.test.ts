import type { DataSource } from 'typeorm'
import { type Alkey, MemoryTokenStore, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { databaseUnderTest } from '../../support/databases/under-test'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { Category, Product } from '../../support/entities/shop'
import { heard } from '../../support/watching/heard-events'

// A load that catches a failure has made its value of what had been read until then.

let dataSource: DataSource
let alkey: Alkey

useAttachedShop((shop) => ({ dataSource, alkey } = shop), { alkey: { store: new MemoryTokenStore() } })

const nameOf = async (id: number): Promise<string> => (await dataSource.manager.findOneByOrFail(Category, { id })).name

// TypeORM leaves given ids of serial columns out.
const insert = (id: number): Promise<unknown> =>
  dataSource.query(`INSERT INTO categories (id, name) VALUES (${id}, 'now')`)

const orNone = (name: Promise<string>): Promise<string> => name.catch(() => 'none')

test.each<[string, (load: () => Promise<string>) => Promise<string>]>([
  ['computed', (load) => alkey.computed(['outer'], load)],
  ['remembered', (load) => alkey.remember([Product, 'outer'], load)],
])('a %s value depends on what a computed value within had read when it failed', async (_, outer) => {
  const get = (): Promise<string> => outer(() => orNone(alkey.computed(['inner'], () => nameOf(901))))
  await dataSource.manager.delete(Category, 901)
  expect(await get()).toBe('none')
  await insert(901)
  expect(await get()).toBe('now')
})

test('a value that was made of the failure of another caller is not stored', async () => {
  const get = (): Promise<string> =>
    alkey.computed(['joining'], () => orNone(alkey.computed(['joined'], () => nameOf(902))))
  const [failed, joined] = [orNone(alkey.computed(['joined'], () => nameOf(902))), get()]
  expect([await failed, await joined]).toEqual(['none', 'none'])
  await insert(902)
  expect(await get()).toBe('now')
})

test('a value that was made of what was rolled back is not stored', async () => {
  const events = heard(alkey, 'notStored')
  const parts = [ref(Category, 1), 'outer'] as const
  const get = (): Promise<string> =>
    alkey.remember(parts, async () => {
      const inner = alkey.remember([ref(Category, 1), 'inner'], () =>
        dataSource.transaction(async (manager): Promise<string> => {
          await manager.update(Category, 1, { name: 'rolled back' })
          throw new Error((await manager.findOneByOrFail(Category, { id: 1 })).name)
        }),
      )
      return inner.catch((error: unknown) => (error as Error).message)
    })
  expect(await get()).toBe('rolled back')
  expect(events).toMatchObject([{ reason: 'wrote' }])
})

test('a value that was made of the failure of a query is not stored', async () => {
  const events = heard(alkey, 'notStored')
  const load = (): Promise<string> =>
    dataSource.query<unknown>('SELECT nothing FROM categories').then(String, () => 'failed')
  expect(await alkey.remember([Category, 'query'], load)).toBe('failed')
  expect(await alkey.computed(['query'], load)).toBe('failed')
  const reason = 'failed-query'
  expect(events).toMatchObject([{ reason }, { reason }])
})

if (awaitsHooks && databaseUnderTest !== 'postgres')
  test('a setting that reads makes its load be left out', async () => {
    const events = heard(alkey, 'notStored')
    const sql = databaseUnderTest === 'mariadb' ? 'SET @n = (SELECT COUNT(*) FROM categories)' : 'PRAGMA page_count'
    await alkey.computed(['setting'], () => dataSource.query<unknown>(sql).then(() => 1))
    expect(events).toMatchObject([{ reason: 'unknown-reads', query: sql }])
  })
