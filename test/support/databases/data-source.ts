import { DataSource, type DataSourceOptions } from 'typeorm'
import type { Database } from './database'
import { createDatabase } from './under-test'

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>
type Entities = NonNullable<PostgresOptions['entities']>

/** Those that only PostgreSQL knows are for tests that run there only. */
export interface Overrides extends Partial<Omit<PostgresOptions, 'type' | 'entities' | 'url' | 'database'>> {
  /** Another database, which stays when the data source is closed. */
  readonly on?: Pick<Database, 'options'>
}

const owned = new Map<DataSource, Database | undefined>()

/** An initialized data source on a database of its own, which goes when the data source is closed. */
export async function openDataSource(entities: Entities, { on, ...overrides }: Overrides = {}): Promise<DataSource> {
  const own = on === undefined ? await createDatabase() : undefined
  const options = { ...(on ?? own)?.options, synchronize: true, ...overrides, entities }
  const dataSource = new DataSource(options as DataSourceOptions)
  owned.set(dataSource, own)
  try {
    return await dataSource.initialize()
  } catch (error) {
    await closeDataSource(dataSource)
    throw error
  }
}

export async function closeDataSource(dataSource: DataSource): Promise<void> {
  const database = owned.get(dataSource)
  owned.delete(dataSource)
  if (dataSource.isInitialized) await dataSource.destroy()
  await database?.drop()
}

/** Closes what is still open. Made for `afterAll`. */
export async function closeAll(): Promise<void> {
  await Promise.all([...owned.keys()].map(closeDataSource))
}
