import { inspect } from 'node:util'
import type { DataSource, SelectQueryBuilder } from 'typeorm'
import type { Alkey } from '../../../src'
import { type Row, type SampleTable, sampleTables } from '../../support/column-types/under-test'
import { useAttached } from '../../support/attached/attached'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { uncachedQuery } from '../../support/harness/warnings/expected'

expectWarnings(uncachedQuery)

// What a query gives from the cache is what it gives from the database, whatever its columns hold.

let dataSource: DataSource
let alkey: Alkey

useAttached(
  sampleTables.map(({ schema }) => schema),
  (attached) => ({ dataSource, alkey } = attached),
  {
    cache: {},
    once: async () => {
      for (const { sample, schema } of sampleTables) {
        const { tablePath } = dataSource.getMetadata(schema)
        for (const [i, literal] of [...sample.literals, 'NULL'].entries())
          await dataSource.query(`INSERT INTO ${tablePath} VALUES (${i + 1}, ${literal})`)
      }
    },
  },
)

const builder = ({ schema }: SampleTable): SelectQueryBuilder<Row> =>
  dataSource.manager.createQueryBuilder(schema, 'row').orderBy('row.id')

/** The ways of reading, each with the cache or without it. */
const ways: Readonly<Record<string, (table: SampleTable, cache: boolean) => Promise<unknown>>> = {
  find: ({ schema }, cache) => dataSource.manager.find(schema, { order: { id: 'ASC' }, cache }),
  findAndCount: ({ schema }, cache) => dataSource.manager.findAndCount(schema, { order: { id: 'ASC' }, cache }),
  getMany: (table, cache) => builder(table).cache(cache).getMany(),
  getRawMany: (table, cache) => builder(table).cache(cache).getRawMany(),
  getRawAndEntities: (table, cache) => builder(table).cache(cache).getRawAndEntities(),
  getCount: (table, cache) => builder(table).cache(cache).getCount(),
  'a name of its own': (table, cache) => builder(table).select('row.value', 'own').cache(cache).getRawMany(),
}

/** With classes and all: `-0` is not `0` there, a Buffer is no Uint8Array, and a Date is no text. */
function shown(value: unknown): string {
  return inspect(value, { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity })
}

/** What comes back as something that it was not is not stored. */
const refused = new Set<unknown>(['interval'])

describe.each(sampleTables)('$name', (table) => {
  test.each(Object.keys(ways))('%s', async (name) => {
    const read = ways[name] as (typeof ways)[string]
    await dataSource.queryResultCache?.clear()
    const expected = await read(table, false)
    const missed = await read(table, true)
    const { hit } = alkey.eventCounts
    const found = await read(table, true)
    expect([shown(missed), shown(found)]).toEqual([shown(expected), shown(expected)])
    expect(JSON.stringify(found)).toBe(JSON.stringify(expected))
    const isFound = alkey.eventCounts.hit > hit
    expect(isFound).toBe(!refused.has(table.sample.type) || name === 'getCount')
  })
})
