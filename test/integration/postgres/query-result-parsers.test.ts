import { Column, type DataSource, Entity, PrimaryColumn } from 'typeorm'
import { types } from 'pg'
import type { Alkey } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { heard } from '../../support/watching/heard-events'

// What the driver was told to make of values.

@Entity('journeys')
class Journey {
  @PrimaryColumn() id!: number
  @Column({ type: 'int8' }) meters!: bigint
  @Column({ type: 'interval' }) duration!: unknown
}

let dataSource: DataSource
let alkey: Alkey

const getTypeParser = (id: Parameters<typeof types.getTypeParser>[0], format: 'text'): unknown =>
  id === types.builtins.INT8 ? BigInt : types.getTypeParser(id, format)
useAttached([Journey], (attached) => ({ dataSource, alkey } = attached), {
  dataSource: { extra: { types: { getTypeParser } } },
  cache: {},
  once: () => dataSource.query("INSERT INTO journeys VALUES (1, 9223372036854775807, '2 hours')"),
})

test('bigints are stored, of which TypeORM can make no text', async () => {
  const read = (): Promise<Journey[]> =>
    dataSource.manager.find(Journey, { select: { id: true, meters: true }, cache: true })
  for (let i = 0; i < 2; i++) expect((await read())[0]?.meters).toBe(9223372036854775807n)
  expect(alkey.eventCounts.hit).toBe(1)
})

test('an object of a class is not stored, and told of once', async () => {
  const uncached = heard(alkey, 'uncachedQuery')
  const notStored = heard(alkey, 'notStored')
  const read = (): Promise<Journey[]> => dataSource.manager.find(Journey, { cache: true })
  for (let i = 0; i < 2; i++) expect((await read())[0]?.duration).toHaveProperty('toPostgres')
  expect(notStored).toMatchObject([{ reason: 'unserializable' }, { reason: 'unserializable' }])
  expect(uncached).toMatchObject([{ reason: expect.stringContaining('PostgresInterval') as string }])
})
