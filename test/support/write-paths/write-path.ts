import type { DataSource, EntityManager } from 'typeorm'
import type { AlkeyOptions, KeyPart } from '../../../src'
import type { EntityClass } from '../../../src/identifiers/ref'
import type { Overrides } from '../databases/data-source'
import type { DatabaseName } from '../databases/database'

/** One way to write, and the keys that it changes. */
export interface WritePath {
  /** As the documentation calls it. */
  readonly path: string
  /** What has been written before. */
  readonly given?: (at: At) => Promise<unknown>
  readonly write: (at: At) => Promise<unknown>
  /**
   * What changes, and nothing else of the world does. `'task 1'` is a row, and its table and `GLOBAL` with it;
   * `'(task 1)'` the row without its table; `'every task'` all rows; `'tasks'` the table alone, where the row has no key;
   * `'everything'` every key. `'tenant 7'` is a value of a scope, `'every tenant'` the scope in bulk. Empty: nothing.
   */
  readonly changes: readonly string[]
  /**
   * Rows that the changed ones belong to, which must be read before the statement to be known: every row of their
   * tables, where TypeORM doesn't wait for that. `'project'` alone: a project was asked for, and there is none.
   */
  readonly read?: readonly string[]
  /** What changes on some databases in place of `changes` and `read`. */
  readonly instead?: readonly Instead[]
  /** Where there is such a path at all. */
  readonly only?: Where
  /** What the logger may be told of it. */
  readonly warning?: RegExp
  readonly remark?: string
  /** Whether what changes is not seen, so that what is cached may be old. */
  readonly hidesChanges?: boolean
}

export interface Instead {
  readonly on: Where
  readonly changes: readonly string[]
  readonly read?: readonly string[]
}

/** Some databases, some versions of TypeORM; what is left out is all of them. */
export interface Where {
  readonly databases?: readonly DatabaseName[]
  readonly typeorm?: '1' | '0.3'
}

/** What a write has at hand. */
export interface At {
  readonly dataSource: DataSource
  readonly manager: EntityManager
  /** Runs SQL with `?` for parameters, whatever the driver's are. Through the manager unless told otherwise. */
  readonly sql: (text: string, parameters?: readonly unknown[], through?: Queryable) => Promise<unknown>
  /** A name, quoted as the database does it. */
  readonly quoted: (name: string) => string
}

export interface Queryable {
  query(sql: string, parameters?: unknown[]): Promise<unknown>
}

/** Entities, the rows that they have before each write, and the keys that are watched. */
export interface World {
  /** For the documentation: which row belongs to which. */
  readonly about: string
  readonly entities: readonly EntityClass[]
  readonly watched: readonly Watched[]
  readonly scopes?: readonly WatchedScope[]
  /** Parts that depend on whole tables, like views: they change with any of these. */
  readonly views?: Readonly<Record<string, { readonly part: KeyPart; readonly reads: readonly string[] }>>
  readonly dataSource?: Overrides
  /** Before the DataSource is opened, which makes the tables. */
  readonly prepare?: (query: (sql: string) => Promise<unknown>) => Promise<unknown>
  /** Once, when there are tables: makes what TypeORM can't. */
  readonly setUp?: (at: At) => Promise<unknown>
  /** The tables are empty, and ids begin with 1. */
  readonly fill: (at: At) => Promise<unknown>
}

type Id = string | number

/** Rows of one table. A target that is a text is a table that has no class. */
export interface Watched {
  readonly row: string
  readonly table: string
  readonly target: EntityClass | string
  readonly ids: readonly (Id | Readonly<Record<string, Id>>)[]
}

/** Values of one scope, by what they are called: `'tenant 7'` is `scope(target, values['7'])`. */
export interface WatchedScope {
  readonly scope: string
  readonly target: EntityClass
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** Write paths that belong together: one table of the documentation. */
export interface Theme {
  readonly title: string
  readonly world: World
  readonly options?: Omit<AlkeyOptions, 'redis' | 'store' | 'namespace'>
  readonly only?: Where
  /** Whether some of the changes are not seen, or said not to count: what is cached may then be old. */
  readonly hidesChanges?: boolean
  readonly paths: readonly WritePath[]
}
