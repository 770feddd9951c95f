import type { DataSource, QueryRunner } from 'typeorm'
import type { ChangeLedger } from '../changes/change-ledger'
import type { LeftOpen } from './left-open'
import { QueryRunnerChanges } from './query-runner-changes'

/** What all subscribers of one `Alkey` share. */
export interface SubscriberContext {
  readonly ledger: ChangeLedger
  readonly touch: boolean
  readonly leftOpen: LeftOpen
  readonly queryRunners: WeakMap<QueryRunner, QueryRunnerChanges>
  /** Called once by each subscriber, as soon as a statement tells which DataSource it serves. */
  readonly onDataSource: (dataSource: DataSource, subscriber: object) => void
}

/** TypeORM waits for native promises that hooks return, and for nothing else. */
export type HookResult = Promise<void> | undefined

/** What a query runner has changed and not yet bumped. */
export function changesOf(
  { queryRunners, ledger, leftOpen }: SubscriberContext,
  queryRunner: QueryRunner,
): QueryRunnerChanges {
  let changes = queryRunners.get(queryRunner)
  if (!changes) queryRunners.set(queryRunner, (changes = new QueryRunnerChanges(queryRunner, ledger, leftOpen)))
  return changes
}
