import type { QueryRunner } from 'typeorm'

/**
 * What TypeORM's cache knows of a query before it is sent. TypeORM's own way there and back is JSON, which loses dates,
 * bytes and more: here the rows themselves are told, and given.
 */
export interface ExpectedQuery {
  /** Begins with its SQL. */
  readonly text: string
  /** Rows that answer it in place of the database, if there are any for just these parameters. */
  rowsFor(parameters: unknown): readonly unknown[] | undefined
  /** The database has given these. @returns what TypeORM gets for them */
  given(rows: readonly unknown[], parameters: unknown): readonly unknown[]
}

/** What `query` returns to TypeORM's query builders, in all versions. */
interface StructuredResult {
  raw?: unknown
  records?: unknown
}

let next: { readonly queryRunner: QueryRunner; readonly query: ExpectedQuery } | undefined

/** The caller is about to send this query, before anybody else has a turn. */
export function expectQuery(queryRunner: QueryRunner, query: ExpectedQuery): void {
  const expected = { queryRunner, query }
  next = expected
  // `queueMicrotask` makes a resource for those who watch such.
  void Promise.resolve().then(() => {
    if (next === expected) next = undefined
  })
}

/** The query that was expected, if it is this one. */
export function takeExpected(queryRunner: QueryRunner, sql: string): ExpectedQuery | undefined {
  if (next?.queryRunner !== queryRunner || !next.query.text.startsWith(sql)) return undefined
  const { query } = next
  next = undefined
  return query
}

/** As TypeORM's query runners answer its query builders. */
export function resultOf(rows: readonly unknown[]): StructuredResult {
  return { raw: rows, records: rows }
}

/** Tells the query its rows. */
export function answerGiven(query: ExpectedQuery, answer: unknown, parameters: unknown): unknown {
  const { records } = answer as StructuredResult
  if (!Array.isArray(records)) return answer
  const result = Object.create(Object.getPrototypeOf(answer) as object) as StructuredResult
  return Object.assign(result, answer, { records: query.given(records, parameters) })
}
