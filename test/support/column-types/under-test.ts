import { EntitySchema } from 'typeorm'
import { databaseUnderTest } from '../databases/under-test'
import { mariadbSamples } from './mariadb'
import { postgresSamples } from './postgres'
import type { Sample } from './sample'
import { sqliteSamples } from './sqlite'

const samples: readonly Sample[] = {
  postgres: postgresSamples,
  mariadb: mariadbSamples,
  'better-sqlite3': sqliteSamples,
  sqljs: sqliteSamples,
}[databaseUnderTest]

/** A row of a table of one's own. */
export interface Row {
  id: number
  value: unknown
}

export interface SampleTable {
  readonly name: string
  readonly sample: Sample
  readonly schema: EntitySchema<Row>
}

/** A table for each type of column that the database under test has, so that none hides another. */
export const sampleTables: readonly SampleTable[] = samples.map(({ literals, ...column }, i) => {
  const type = typeof column.type === 'string' ? column.type : column.type.name
  const name = `t${i}_${type.toLowerCase().replaceAll(/\W/g, '_')}`
  const id = { type: Number, primary: true } as const
  const schema = new EntitySchema<Row>({ name, tableName: name, columns: { id, value: { nullable: true, ...column } } })
  return {
    name: `${type}${column.array ? '[]' : ''} (${name})`,
    sample: { ...column, literals },
    schema,
  }
})
