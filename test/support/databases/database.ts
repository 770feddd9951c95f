import type { DataSourceOptions } from 'typeorm'

/** The databases that the library is tested with. MariaDB stands for MySQL too: TypeORM has one driver for both. */
export const databaseNames = ['postgres', 'mariadb', 'better-sqlite3', 'sqljs'] as const

export type DatabaseName = (typeof databaseNames)[number]

export type DatabaseOptions = Extract<
  DataSourceOptions,
  { type: 'postgres' | 'mysql' | 'mariadb' | 'better-sqlite3' | 'sqljs' }
>

/** An empty database that nobody else uses. */
export interface Database {
  /** How a DataSource connects to it. */
  readonly options: DatabaseOptions
  /** To be called when nobody is connected any more. */
  drop(): Promise<void>
}
