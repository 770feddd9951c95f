import type { DataSource, QueryRunner } from 'typeorm'
import { QueryRunnerChanges, type QueryRunnerContext } from './query-runner-changes'

/** What all subscribers of one `Alkey` share. */
export interface SubscriberContext extends QueryRunnerContext {
  readonly touch: boolean
  readonly queryRunners: WeakMap<QueryRunner, QueryRunnerChanges>
  /** Called once by each subscriber, as soon as a statement tells which DataSource it serves. */
  readonly onDataSource: (dataSource: DataSource, subscriber: object) => void
}

/** TypeORM waits for native promises that hooks return, and for nothing else. */
export type HookResult = Promise<void> | undefined

/** What a query runner has changed and not yet bumped. */
export function changesOf(context: SubscriberContext, queryRunner: QueryRunner): QueryRunnerChanges {
  let changes = context.queryRunners.get(queryRunner)
  if (!changes) context.queryRunners.set(queryRunner, (changes = new QueryRunnerChanges(queryRunner, context)))
  return changes
}
