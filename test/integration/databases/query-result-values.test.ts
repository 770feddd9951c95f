import { Column, type DataSource, Entity, PrimaryColumn } from 'typeorm'
import type { Alkey, NotStoredReason } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { databaseUnderTest } from '../../support/databases/under-test'

// What results hold, and how long they are kept.

@Entity('pictures')
class Picture {
  @PrimaryColumn() id!: number
  @Column({ default: '' }) title!: string
  @Column({ type: databaseUnderTest === 'postgres' ? 'bytea' : 'blob', select: false }) data!: Uint8Array
}

let dataSource: DataSource
let alkey: Alkey
let reasons: NotStoredReason[]

useAttached([Picture], (attached) => ({ dataSource, alkey } = attached), {
  cache: {},
  once: () => alkey.on('notStored', ({ reason }) => reasons.push(reason)),
})

beforeEach(async () => {
  await dataSource.manager.clear(Picture)
  reasons = []
})

/** How many of `times` were answered from the cache. */
async function hitsOf(times: number, run: () => Promise<unknown>): Promise<number> {
  const { hit } = alkey.eventCounts
  for (let i = 0; i < times; i++) await run()
  return alkey.eventCounts.hit - hit
}

test.each(['tea', ''])('%j in a binary column is stored', async (text) => {
  await dataSource.manager.insert(Picture, { id: 1, data: Buffer.from(text) })
  const read = async (): Promise<void> => {
    const picture = await dataSource.manager.findOne(Picture, { where: { id: 1 }, select: { data: true }, cache: true })
    expect(Buffer.from(picture?.data ?? []).toString()).toBe(text)
  }
  expect(await hitsOf(2, read)).toBe(1)
  expect(reasons).toEqual([])
})

test('text that looks binary is stored', async () => {
  const title = JSON.stringify({ a: { 0: 1 }, b: {}, c: Buffer.from('tea') })
  await dataSource.manager.insert(Picture, { id: 1, title, data: Buffer.of() })
  expect(await hitsOf(2, () => dataSource.manager.find(Picture, { cache: true }))).toBe(1)
})

test('what looks like a lock in a parameter is none', async () => {
  const where = { title: 'waiting for update' }
  expect(await hitsOf(2, () => dataSource.manager.find(Picture, { where, cache: true }))).toBe(1)
})

const titled = (milliseconds: number): Promise<unknown> =>
  dataSource.manager
    .createQueryBuilder(Picture, 'picture')
    .where('picture.title = :title', { title: String(milliseconds) })
    .cache(milliseconds)
    .getMany()

test.each([60_000.5, Number.MAX_VALUE, Infinity])('a result is kept for %d ms', async (milliseconds) => {
  expect(await hitsOf(2, () => titled(milliseconds))).toBe(1)
})

test.each([-1, -Infinity])('a result that is to be kept for %d ms is not stored', async (milliseconds) => {
  expect(await hitsOf(2, () => titled(milliseconds))).toBe(0)
  expect(reasons).toEqual([])
})

test('a fraction of a millisecond is one', async () => {
  await titled(0.4)
  expect(reasons).toEqual([])
})
