import { Column, type DataSource, Entity, PrimaryColumn } from 'typeorm'
import { Alkey, type AlkeyOptions } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { uncachedQuery } from '../../support/harness/warnings/expected'
import { sharedRedis } from '../../support/redis/redis'

expectWarnings(uncachedQuery)

// What the documentation says that cached queries can't do.

@Entity('readings')
class Reading {
  @PrimaryColumn() id!: number
  @Column({ type: 'float8', nullable: true }) degrees!: number | null
  @Column({ type: 'timestamptz', nullable: true }) until!: Date | null
}

let dataSource: DataSource
let alkey: Alkey

async function open(options: Partial<AlkeyOptions> = {}): Promise<void> {
  alkey = new Alkey({ ...sharedRedis(), ...options })
  const cache = { provider: () => alkey.queryResultCache(), duration: 60_000 }
  dataSource = await openDataSource([Reading], { cache })
  alkey.attach(dataSource)
}

afterEach(async () => {
  await closeAll()
  await alkey.close()
})

describe('a query that calls a function which reads a table', () => {
  async function counts(options: Partial<AlkeyOptions>): Promise<unknown[]> {
    await open(options)
    await dataSource.query('CREATE TABLE notes (id int)')
    await dataSource.query(
      'CREATE FUNCTION notes_of(int) RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT count(*) FROM notes $$',
    )
    await dataSource.manager.insert(Reading, { id: 1 })
    const read = async (): Promise<unknown> => {
      const builder = dataSource.manager.createQueryBuilder(Reading, 'reading').select('notes_of(reading.id)', 'notes')
      return (await builder.cache(true).getRawOne<{ notes: string }>())?.notes
    }
    const before = await read()
    await dataSource.query('INSERT INTO notes VALUES (1)')
    return [before, await read()]
  }

  test('keeps its answer when that is written', async () => {
    expect(await counts({})).toEqual(['0', '0'])
  })

  test('is not cached when the function is named', async () => {
    expect(await counts({ writingFunctions: ['notes_of'] })).toEqual(['0', '1'])
    expect(alkey.eventCounts.uncachedQuery).toBe(1)
  })
})
