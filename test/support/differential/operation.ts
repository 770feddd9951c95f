import type { EntityManager } from 'typeorm'
import { databaseUnderTest } from '../databases/under-test'
import type { Draw } from './draw'
import type { TableName } from './tables'

export type Verb =
  | 'insert'
  | 'update'
  /** An update that may give rows another primary key. */
  | 'rekey'
  | 'delete'
  /** With all that refer to it. */
  | 'truncate'

/** A table that an operation may write by itself. */
export interface Write {
  readonly table: TableName
  readonly verb: Verb
}

/** One way to write, or to read, with its arguments. It can be run any number of times. */
export interface Operation {
  /** As code or SQL, for people to read. */
  readonly text: string
  readonly writes: readonly Write[]
  run(manager: EntityManager): Promise<unknown>
  /** Whether what fails has changed nothing. */
  readonly isAtomic: boolean
  /** Whether it opens a transaction of its own where TypeORM knows of none. */
  readonly opensTransaction: boolean
  /** Whether it may end the open transaction. */
  readonly commits: boolean
}

type Traits = Partial<Pick<Operation, 'isAtomic' | 'opensTransaction' | 'commits'>>

export function operation(
  text: string,
  writes: readonly Write[],
  run: (manager: EntityManager) => Promise<unknown>,
  traits: Traits = {},
): Operation {
  return { text, writes, run, isAtomic: true, opensTransaction: false, commits: false, ...traits }
}

export type Drawer = (draw: Draw) => Operation

export type SqlDialect = 'postgres' | 'mysql' | 'sqlite'

export const dialect: SqlDialect =
  databaseUnderTest === 'postgres' ? 'postgres' : databaseUnderTest === 'mariadb' ? 'mysql' : 'sqlite'

export function write(verb: Verb, ...names: readonly TableName[]): Write[] {
  return names.map((table) => ({ table, verb }))
}

export function show(value: unknown): string {
  return JSON.stringify(value)
}

/** TypeORM writes into what it is given. */
export function copy<Value>(value: Value): Value {
  return structuredClone(value)
}
