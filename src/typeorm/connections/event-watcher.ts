import type { QueryRunner } from 'typeorm'
import type { AnsweredQueryEvent, QueryEvent } from './query-events'

/** Told of what a query runner sends, and of its transactions, before any subscriber is. */
export interface EventWatcher {
  beforeQuery(event: QueryEvent): Promise<void> | undefined
  afterQuery(event: AnsweredQueryEvent): Promise<void> | undefined
  afterTransactionStart(queryRunner: QueryRunner): Promise<void> | undefined
  beforeTransactionCommit(queryRunner: QueryRunner): Promise<void> | undefined
  afterTransactionCommit(queryRunner: QueryRunner): Promise<void> | undefined
  afterTransactionRollback(queryRunner: QueryRunner): Promise<void> | undefined
}
