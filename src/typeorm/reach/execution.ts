import type { ObjectLiteral } from 'typeorm'
import type { StatementMemo } from './statement-memo'

/** The parameters that a statement was sent with. */
export type Parameters = readonly unknown[]

/** A statement as it was sent, and its answer, once there is one. */
export interface Execution {
  readonly parameters: Parameters
  /** What was worked out of it already. */
  readonly memo: StatementMemo
  readonly answer: StatementAnswer | undefined
  /** Whether names without a schema or database may mean other tables than by default. */
  readonly areNamesMoved: boolean
  /** How far apart the ids are that the database gives to rows of one INSERT; `undefined` when that is not known. */
  readonly idStep: number | undefined
  /** How many rows are worth naming, if there is a bound: with more of them it is their table. */
  readonly mostRows?: number
  /** Whether the parents of its rows can be read before the COMMIT that it waits for. */
  readonly isReadLater: boolean
}

/** What the driver tells of a statement that was executed. */
export interface StatementAnswer {
  /** How many rows it found to write. */
  readonly count?: number | undefined
  /** How many of them it has changed, where that is told apart. */
  readonly changed?: number | undefined
  /** The rows that RETURNING gave. */
  readonly rows?: readonly ObjectLiteral[] | undefined
  /** The ids that the database has given to rows of an INSERT: the first of them, or the last. */
  readonly firstId?: number | bigint | string | undefined
  readonly lastId?: number | bigint | undefined
}
