import { join } from 'node:path'
import { Alkey, ref } from '../../../src'
import { closeDataSource, openDataSource } from '../../support/databases/data-source'
import { createDatabase } from '../../support/databases/under-test'
import { Item, fillStock, stockEntities } from '../../support/entities/stock'
import { type Child, startChild } from '../../support/processes/child-process'
import { sharedRedis } from '../../support/redis/redis'
import { changedBy } from '../../support/watching/key-watch'
import type * as writer from './processes/stock-writer'
import { type Program, names } from './processes/stock-writer'

// Processes on one file of SQLite. A transaction that begins with a write waits until it can have the file. One that has read
// before is told SQLITE_BUSY at once, or as soon as another has written: a read of ours before a write would make it one.

const WRITERS = 3
const ROUNDS = 6
const ITEMS = 10 + WRITERS
/** Enough for a machine that is slow: what fails sooner did not wait. */
const BUSY_TIMEOUT_MS = 20_000

let writers: Child<typeof writer>[]

beforeAll(async () => {
  const file = join(__dirname, 'processes', 'stock-writer.ts')
  writers = await Promise.all(Array.from({ length: WRITERS }, () => startChild<typeof writer>(file)))
}, 60_000)

afterAll(() => Promise.all(writers.map((child) => child.kill())))

/** What comes of a program that all of them run at once, on a file of its own. */
async function runInAll(program: Program, journal: 'wal' | 'delete', isAttached: boolean) {
  const database = await createDatabase()
  const dataSource = await openDataSource(stockEntities, { on: database })
  const redis = sharedRedis()
  const alkey = new Alkey(redis)
  alkey.attach(dataSource)
  try {
    await dataSource.query(`PRAGMA journal_mode = ${journal}`)
    await fillStock(dataSource, ITEMS)
    const options = { ...database.options, timeout: BUSY_TIMEOUT_MS } as typeof database.options
    await Promise.all(writers.map((child, i) => child.call('open', options, isAttached ? redis : null, i + 1)))
    let outcomes: Awaited<ReturnType<typeof writer.run>>[] = []
    const changed = await changedBy(alkey, { item: ref(Item, 1) }, async () => {
      outcomes = await Promise.all(writers.map((child) => child.call('run', program, ROUNDS)))
    })
    await Promise.all(writers.map((child) => child.call('close')))
    const { quantity } = await dataSource.manager.findOneByOrFail(Item, { id: 1 })
    return {
      done: outcomes.map(({ done }) => done),
      sold: 100 - quantity,
      items: await dataSource.manager.count(Item),
      errors: [...new Set(outcomes.flatMap(({ errors }) => errors))].filter((code) => !isUsual(code, program)),
      changed,
    }
  } finally {
    await closeDataSource(dataSource)
    await alkey.close()
    await database.drop()
  }
}

/** What reads first is refused without the library too, now and then. */
function isUsual(code: string, program: Program): boolean {
  return program === 'a read that a write follows' && ['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'].includes(code)
}

describe.each(['wal', 'delete'] as const)('journal: %s', (journal) => {
  test.each(names)('%s', async (name) => {
    const all = { done: writers.map(() => ROUNDS), sold: WRITERS * ROUNDS, items: ITEMS, errors: [] }
    expect(await runInAll(name, journal, false)).toEqual({ ...all, changed: [] })
    expect(await runInAll(name, journal, true)).toEqual({ ...all, changed: ['item'] })
  })
})
