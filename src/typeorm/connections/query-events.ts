import type { QueryRunner } from 'typeorm'

// What TypeORM's events of statements hold in all versions; their own types differ.

export interface QueryEvent {
  readonly query: string
  readonly parameters?: unknown
  readonly queryRunner: QueryRunner
}

export interface AnsweredQueryEvent extends QueryEvent {
  readonly success: boolean
  /** The driver's own answer. */
  readonly rawResults?: unknown
  readonly error?: unknown
}

/** What drivers take besides a text: `pg` an object with `text` and `values`, `mysql2` one with `sql` and `values`. */
interface DriverQuery {
  readonly text?: unknown
  readonly sql?: unknown
  readonly values?: unknown
}

/** The text of what is sent; TypeORM hands on whatever the driver may take. */
export function textOf(query: unknown): string {
  if (typeof query === 'string') return query
  const { text, sql } = (query ?? {}) as DriverQuery
  return [text, sql].find((one) => typeof one === 'string') ?? ''
}

/** The event, as if its query had been sent as a text. */
export function inText<Event extends QueryEvent>(event: Event): Event {
  const query: unknown = event.query
  if (typeof query === 'string') return event
  return { ...event, query: textOf(query), parameters: parametersOf(query, event.parameters) }
}

export function parametersOf(query: unknown, parameters: unknown): unknown {
  return typeof query === 'object' ? ((query as DriverQuery | null)?.values ?? parameters) : parameters
}
