import type { QueryRunner } from 'typeorm'
import type { ExpectedQuery } from '../connections/expected-query'
import type { QueryFlight } from './query-flights'
import { type QueryAnswer, typesOf } from './stored-result'

/** A query and its result, as TypeORM passes them to its cache. */
export interface QueryCacheEntry {
  identifier?: string
  time?: number
  duration: number
  query?: string
  /** The rows as JSON. This cache leaves it empty, and answers in place of the database instead. */
  result?: unknown
}

/** What tells whether anything was written, begun or ended on a query runner since. */
export interface Activity {
  readonly statementsSent: number
  /** The id of its changes. */
  readonly transaction: string | undefined
}

/** What a query is handed over with, and comes back with when it was sent. */
export interface Asked extends QueryCacheEntry {
  readonly queryRunner: QueryRunner
  readonly expected: ExpectedQuery
}

/** One that was not found. */
export interface Missed extends Asked {
  readonly key: string
  readonly begunAt: number
  /** That of its query runner before anything was asked. */
  readonly activity: Activity
  readonly flight: QueryFlight | undefined
  /** What the database has given. */
  answer?: QueryAnswer
}

export function isAsked(saved: QueryCacheEntry): saved is Asked {
  return 'expected' in saved
}

export function isMissed(saved: QueryCacheEntry | undefined): saved is Missed {
  return saved !== undefined && 'key' in saved
}

/** One for which there are rows, if it has just these parameters. Whoever gives them has no more use for them. */
export function foundQuery(
  text: string,
  duration: number,
  queryRunner: QueryRunner,
  rowsFor: (parameters: unknown) => unknown[] | undefined,
): Asked {
  const expected: ExpectedQuery = {
    text,
    rowsFor: (parameters) => {
      const rows = rowsFor(parameters)
      return rows && untold(rows)
    },
    given: (rows) => untold([...rows]),
  }
  return { duration, queryRunner, expected }
}

/** @param isKeyFor whether its key is that of the query with these parameters */
export function missed(asked: Omit<Missed, 'expected' | 'answer'>, isKeyFor: (parameters: unknown) => boolean): Missed {
  const saved: Missed = {
    ...asked,
    expected: {
      text: asked.query ?? '',
      rowsFor: () => undefined,
      given: (rows, parameters) => {
        const types = typesOf(parameters)
        // Plain ones are just what their text tells.
        saved.answer = { parameters: types === '' || isKeyFor(parameters) ? types : undefined, rows }
        return untold([...rows])
      },
    },
  }
  return saved
}

/**
 * Rows for TypeORM, which makes JSON of them that nobody needs, and fails at bigints: it gets none of them. Whoever else does
 * the same gets the rows.
 */
function untold(rows: unknown[]): unknown[] {
  return Object.defineProperty(rows, 'toJSON', onceNull)
}

const onceNull: PropertyDescriptor = {
  configurable: true,
  value(this: { toJSON?: unknown }): null {
    delete this.toJSON
    return null
  },
}
