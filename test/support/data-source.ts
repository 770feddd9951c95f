import { DataSource, type DataSourceOptions } from 'typeorm'
import { createDatabase, type Database } from './database'

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>
type Entities = NonNullable<PostgresOptions['entities']>

const databases = new Map<DataSource, Database | undefined>()

/**
 * An initialized data source on a database of its own, which goes when the data source is closed. A `url` among the
 * overrides names another database, which stays.
 */
export async function openDataSource(
  entities: Entities,
  overrides: Partial<Omit<PostgresOptions, 'type' | 'entities'>> = {},
): Promise<DataSource> {
  const database = overrides.url === undefined ? await createDatabase() : undefined
  const url = overrides.url ?? database?.url
  const dataSource = new DataSource({ type: 'postgres', synchronize: true, ...overrides, url, entities })
  databases.set(dataSource, database)
  try {
    return await dataSource.initialize()
  } catch (error) {
    await closeDataSource(dataSource)
    throw error
  }
}

export async function closeDataSource(dataSource: DataSource): Promise<void> {
  const database = databases.get(dataSource)
  databases.delete(dataSource)
  if (dataSource.isInitialized) await dataSource.destroy()
  await database?.drop()
}

/** Closes what is still open. Made for `afterAll`. */
export async function closeAll(): Promise<void> {
  await Promise.all([...databases.keys()].map(closeDataSource))
}
