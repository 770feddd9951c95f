import { Column, type DataSource, Entity, PrimaryColumn } from 'typeorm'
import type { Alkey, NotStoredReason } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { databaseUnderTest, isPooled } from '../../support/databases/under-test'
import { heard } from '../../support/watching/heard-events'

// Days and times, of which JSON makes text where the driver gives Dates for them: as entities, and to be saved.

@Entity('people')
class Person {
  @PrimaryColumn() id!: number
  @Column({ default: '' }) name!: string
  @Column({ type: 'date', nullable: true }) born!: string | null
  @Column({ type: databaseUnderTest === 'postgres' ? 'timestamp' : 'datetime' }) seenAt!: Date
}

@Entity('visits')
class Visit {
  @PrimaryColumn() id!: number
  @Column({ type: isPooled ? 'timestamp' : 'datetime' }) begunAt!: Date
}

let dataSource: DataSource
let alkey: Alkey

useAttached([Person, Visit], (attached) => ({ dataSource, alkey } = attached), {
  cache: {},
  once: async () => {
    const seenAt = new Date('2024-05-06T07:08:09.000Z')
    await dataSource.manager.insert(Person, [
      { id: 1, born: '2001-02-03', seenAt },
      { id: 2, seenAt },
    ])
    await dataSource.manager.insert(Visit, { id: 1, begunAt: seenAt })
  },
})

const person = (id: number): Promise<Person> => dataSource.manager.findOneOrFail(Person, { where: { id }, cache: true })

/** Why a person was not stored who was read twice. */
async function reasonsFor(id: number): Promise<NotStoredReason[]> {
  const notStored = heard(alkey, 'notStored')
  const first = await person(id)
  expect((await person(id)).born).toBe(first.born)
  return notStored.map(({ reason }) => reason)
}

test('a day comes back as that, so that it can be saved', async () => {
  expect(await reasonsFor(1)).toEqual([])
  await dataSource.manager.save(Object.assign(await person(1), { name: 'Ann' }))
  expect(await person(1)).toMatchObject({ name: 'Ann', born: '2001-02-03' })
})

test('a result without one is stored', async () => {
  expect(await reasonsFor(2)).toEqual([])
  expect(alkey.eventCounts.hit).toBeGreaterThan(0)
})

/** What two reads give, the second one from the cache. */
async function twice<T>(read: () => Promise<T>): Promise<void> {
  const first = await read()
  const { hit } = alkey.eventCounts
  expect(await read()).toEqual(first)
  expect(alkey.eventCounts.hit).toBe(hit + 1)
}

test('times are the same Dates on a hit as on a miss', async () => {
  await twice(() => person(2))
  await twice(() => dataSource.manager.findOneOrFail(Visit, { where: { id: 1 }, cache: true }))
})

test('a time that a query names by itself is the same on a hit as on a miss', async () => {
  const query = dataSource.manager.createQueryBuilder(Visit, 'visit').select('MAX(visit.begunAt)', 'latest')
  await twice(() => query.cache(true).getRawMany())
})
