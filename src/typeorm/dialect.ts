import type { DataSource } from 'typeorm'
import type { Dialect } from '../sql/statement'

type DatabaseType = DataSource['options']['type']

const postgresLike: readonly DatabaseType[] = ['postgres', 'cockroachdb', 'aurora-postgres']
const mysqlLike: readonly DatabaseType[] = ['mysql', 'mariadb', 'aurora-mysql']

/** How the database of a DataSource reads SQL. Those without a dialect of their own are read with SQLite's: it takes most. */
export function dialectOf({ options: { type } }: DataSource): Dialect {
  if (postgresLike.includes(type)) return 'postgres'
  return mysqlLike.includes(type) ? 'mysql' : 'sqlite'
}
