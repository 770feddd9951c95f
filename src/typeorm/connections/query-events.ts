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
