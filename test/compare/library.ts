import type { DataSource, DataSourceOptions } from 'typeorm'

/** How a page is cached by one library. */
export interface Library {
  /** The head of its column. */
  readonly name: string
  /** How it is set up, for the reader of the table. */
  readonly setup: string
  /** Packages that are installed for the comparison alone, with their exact versions. */
  readonly packages: Readonly<Record<string, string>>
  open(places: Places): Promise<Cached>
}

export interface Places {
  readonly databaseUrl: string
  readonly redisUrl: string
  /** Keeps its keys in Redis apart. */
  readonly prefix: string
  /** Where `packages` are installed. */
  readonly directory: string
}

export interface Cached {
  readonly dataSource: DataSource
  /** The page from the cache, else from the database. */
  readonly read: (id: number) => Promise<string>
  /** Whether a statement is one of a cache that lives in the database, and loads nothing. */
  readonly isOfCache?: (query: string) => boolean
  close(): Promise<void>
}

export type CacheOption = DataSourceOptions['cache']

/** No entry expires while it is looked at. */
export const TTL_MS = 3_600_000
