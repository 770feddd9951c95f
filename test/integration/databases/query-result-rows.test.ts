import { Column, type DataSource, Entity, PrimaryColumn, type QueryRunner, type ValueTransformer } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { isPooled } from '../../support/databases/under-test'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import { heard } from '../../support/watching/heard-events'

// Rows come from the cache as the driver gave them, each time new ones.

/** What an application has in place of a Date. */
class Moment {
  constructor(readonly date: Date) {}
}

const moment: ValueTransformer = { to: ({ date }: Moment) => date, from: (date: Date) => new Moment(date) }

@Entity('notes')
class Note {
  @PrimaryColumn() id!: number
  @Column({ type: isPooled ? 'timestamp' : 'datetime', transformer: moment }) writtenAt!: Moment
}

let dataSource: DataSource
let alkey: Alkey
const stored = new Map<string, unknown>()
const values = { get: (key: string) => stored.get(key), set: (key: string, value: unknown) => stored.set(key, value) }

useAttached([Note], (attached) => ({ dataSource, alkey } = attached), {
  alkey: { values },
  cache: {},
  isForEachTest: true,
  fill: ({ manager }) => {
    stored.clear()
    return manager.insert(Note, { id: 1, writtenAt: new Moment(new Date('2024-05-06T07:08:09.000Z')) })
  },
})

const rows = (queryRunner?: QueryRunner): Promise<unknown[]> =>
  dataSource.createQueryBuilder(Note, 'note', queryRunner).cache(true).getRawMany()

test('transformers get what they get of the database', async () => {
  const read = (): Promise<Note[]> => dataSource.manager.find(Note, { cache: true })
  const missed = await read()
  expect(missed[0]?.writtenAt.date).toBeInstanceOf(Date)
  expect(await read()).toStrictEqual(missed)
  expect(alkey.eventCounts).toMatchObject({ hit: 1, miss: 1 })
})

test("rows are the caller's own, and plain arrays of plain rows", async () => {
  const missed = await rows()
  const text = JSON.stringify(missed)
  expect(JSON.parse(text)).toHaveLength(1)
  missed.push('mine')
  Object.assign(missed[0] as object, { note_id: 2 })
  for (const found of [await rows(), await rows()]) {
    expect(JSON.stringify(found)).toBe(text)
    expect(Reflect.ownKeys(found)).toEqual(['0', 'length'])
    found.pop()
  }
  expect(alkey.eventCounts.hit).toBe(2)
})

test('a hit sends nothing', async () => {
  await rows()
  const sent: string[] = []
  dataSource.subscribers.push({ beforeQuery: ({ query }: { query: string }) => void sent.push(query) })
  await rows()
  expect(alkey.eventCounts.hit).toBe(1)
  expect(sent).toEqual([])
})

test('a query that goes another way to the database is not stored, and told of', async () => {
  await withQueryRunner({ dataSource }, async (queryRunner) => {
    await rows(queryRunner)
    const query = queryRunner.query.bind(queryRunner) as (...args: unknown[]) => Promise<never>
    queryRunner.query = async (...args: unknown[]): Promise<never> => {
      await Promise.resolve()
      return query(...args)
    }
    const uncached = heard(alkey, 'uncachedQuery')
    const before = { ...alkey.eventCounts }
    const expected = await dataSource.manager.createQueryBuilder(Note, 'note').getRawMany()
    expect(await rows(queryRunner)).toEqual(expected)
    await dataSource.manager.update(Note, 1, { writtenAt: new Moment(new Date('2025-05-06T07:08:09.000Z')) })
    for (let i = 0; i < 2; i++) expect(await rows(queryRunner)).not.toEqual(expected)
    expect(alkey.eventCounts.hit).toBe(before.hit)
    expect(uncached).toMatchObject([{ reason: expect.stringContaining('did not see it being sent') as string }])
  })
})

test('a stored result that is none is loaded anew', async () => {
  await rows()
  for (const [key, text] of stored) stored.set(key, String(text).slice(0, -3))
  const errors = heard(alkey, 'error')
  const expected = await dataSource.createQueryBuilder(Note, 'note').getRawMany()
  expect(await rows()).toEqual(expected)
  expect(errors).toMatchObject([{ error: { code: 'ALKEY_INVALID_VALUE' } }])
  expect(await rows()).toEqual(expected)
  expect(alkey.eventCounts).toMatchObject({ hit: 1, miss: 2, error: 1 })
})
