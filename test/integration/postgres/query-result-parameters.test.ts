import { Column, type DataSource, Entity, PrimaryColumn } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'

// Parameters that are the same in TypeORM's text of a query, and other ones to the database.

@Entity('readings')
class Reading {
  @PrimaryColumn() id!: number
  @Column({ type: 'float8' }) degrees!: number
  @Column({ type: 'timestamp' }) takenAt!: Date
}

let dataSource: DataSource
let alkey: Alkey

useAttached([Reading], (attached) => ({ dataSource, alkey } = attached), {
  cache: {},
  isForEachTest: true,
})

const count = (condition: string, value: unknown): Promise<number> =>
  dataSource.manager.createQueryBuilder(Reading, 'reading').where(condition, { value }).cache(true).getCount()

test('infinite numbers are not each other, nor null', async () => {
  await dataSource.manager.insert(Reading, { id: 1, degrees: 20, takenAt: new Date() })
  const counts = async (): Promise<number[]> => {
    const found: number[] = []
    for (const value of [-Infinity, Infinity, NaN, null])
      found.push(await count('reading.degrees > CAST(:value AS float8)', value))
    return found
  }
  expect(await counts()).toEqual([1, 0, 0, 0])
  expect(await counts()).toEqual([1, 0, 0, 0])
  // The first of them has the place.
  expect(alkey.eventCounts).toMatchObject({ hit: 1, miss: 7 })
})

test('a Date is not its text where the database takes them for other times', async () => {
  const takenAt = new Date(2024, 4, 6, 7, 8, 9)
  await dataSource.query('INSERT INTO readings VALUES (1, 20, $1)', [takenAt])
  const text = 'reading.takenAt = :value'
  const hasZone = takenAt.getTimezoneOffset() !== 0
  expect(await count(text, takenAt)).toBe(1)
  expect(await count(text, takenAt.toISOString())).toBe(hasZone ? 0 : 1)
  expect(alkey.eventCounts).toMatchObject({ hit: 0, miss: 2 })
  expect(await count(text, takenAt)).toBe(1)
  expect(alkey.eventCounts.hit).toBe(1)
})

describe('what the driver asks a parameter for, and no text shows of it, is no key', () => {
  class Id {
    readonly #id: number
    constructor(id: number) {
      this.#id = id
    }
    toPostgres(): number {
      return this.#id
    }
  }
  const ids: Record<string, (id: number) => object> = {
    'an instance with a private field': (id) => new Id(id),
    'a method of its own': (id) => ({ toPostgres: () => id }),
    'a hidden method': (id) => Object.defineProperty({}, 'toPostgres', { value: () => id }),
    'an inherited method': (id) => Object.create({ toPostgres: () => id }) as object,
  }

  test.each(Object.entries(ids))('%s', async (_, idOf) => {
    expectWarnings(/A query is not cached. Reason: A parameter holds more than its text shows/)
    for (const id of [1, 2]) await dataSource.manager.insert(Reading, { id, degrees: id, takenAt: new Date() })
    const idOfReading = async (id: number): Promise<number | undefined> => {
      const query = dataSource.manager
        .createQueryBuilder(Reading, 'reading')
        .where('reading.id = :id', { id: idOf(id) })
      return (await query.cache(true).getOne())?.id
    }
    for (const id of [1, 2, 1]) expect(await idOfReading(id)).toBe(id)
  })
})
