import 'reflect-metadata'
import { DataSource, EntitySchema } from 'typeorm'
import { Alkey, ref } from '../../src'
import type { Bench } from './bench'
import { compareSizes } from './compare-sizes'

interface Row {
  id: number
  name: string
}

/** The same work on tables of more and more rows. */
export async function flatInRows(bench: Bench): Promise<void> {
  const sizes = bench.sizes([1_000, 10_000, 100_000, 1_000_000])
  const schemas = sizes.map(schemaOf)
  const alkey = new Alkey({ redis: await bench.servers.redis(), namespace: 'bench' })
  const dataSource = await new DataSource({
    type: 'postgres',
    url: await bench.servers.database(),
    entities: schemas,
    synchronize: true,
    cache: { provider: () => alkey.queryResultCache(), duration: 3_600_000 },
  }).initialize()
  for (const size of sizes) {
    await dataSource.query(`INSERT INTO rows_${size} SELECT i, 'row ' || i FROM generate_series(1, ${size}) AS i`)
    await dataSource.query(`VACUUM ANALYZE rows_${size}`)
  }
  alkey.attach(dataSource)
  const { manager } = dataSource
  const compare = (what: string, times: number, call: (schema: EntitySchema<Row>) => Promise<unknown>): Promise<void> =>
    compareSizes(bench, `${what}, by rows of the table`, sizes, (_, index) => {
      const schema = schemas[index] as EntitySchema<Row>
      return { call: () => call(schema), times }
    })
  await compare('a key of a row', 200, (schema) => alkey.keyGenerator(ref(schema, 1)))
  await compare('a hit of remember', 200, (schema) => alkey.remember([ref(schema, 1), 'page'], () => 'page'))
  await compare('a hit of cache: true', 100, (schema) => manager.find(schema, { where: { id: 1 }, cache: true }))
  await compare('invalidate of a row', 200, (schema) => alkey.invalidate(ref(schema, 1)))
  await compare('update of a row', 20, (schema) => manager.update(schema, { id: 1 }, { name: 'x' }))
  await dataSource.destroy()
  await alkey.close()
}

function schemaOf(size: number): EntitySchema<Row> {
  return new EntitySchema<Row>({
    name: `Rows${size}`,
    tableName: `rows_${size}`,
    columns: { id: { type: 'int', primary: true }, name: { type: 'text' } },
  })
}
