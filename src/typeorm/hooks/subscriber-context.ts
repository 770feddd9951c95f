import type { DataSource, QueryRunner } from 'typeorm'
import { report } from '../../changes/report'
import type { DataSourceWrites } from '../reach/data-source-writes'
import type { Notices } from './notices'
import { watchQueriesOf } from '../connections/watched-queries'
import { QueryRunnerChanges, type QueryRunnerContext } from '../connections/query-runner-changes'

/** What all subscribers of one `Alkey` share. */
export interface SubscriberContext extends QueryRunnerContext {
  /** Tells the `Alkey` from others. */
  readonly owner: symbol
  readonly notices: Notices
  /** Whether entities as they were loaded are trusted to tell their parents. */
  readonly trustsLoaded: boolean
  readonly writesOf: (dataSource: DataSource) => DataSourceWrites
  /** Made anew when the DataSource is detached: what follows is not seen. */
  queryRunners: WeakMap<QueryRunner, QueryRunnerChanges>
  /** Called once by each subscriber, as soon as a statement tells which DataSource it serves. */
  readonly onDataSource: (dataSource: DataSource) => void
}

/** TypeORM waits for native promises that hooks return, and for nothing else. */
export type HookResult = Promise<void> | undefined

/** What a query runner has changed and not yet bumped. */
export function changesOf(context: SubscriberContext, queryRunner: QueryRunner): QueryRunnerChanges {
  let changes = context.queryRunners.get(queryRunner)
  if (changes) return changes
  changes = new QueryRunnerChanges(queryRunner, context)
  context.queryRunners.set(queryRunner, changes)
  watchQueriesOf(queryRunner)
  return changes
}

/** A defect of this package must not fail a write either. */
export function guarded({ ledger: { events } }: SubscriberContext, run: () => HookResult): HookResult {
  try {
    return run()
  } catch (cause) {
    report(events, 'A hook failed', cause)
    return undefined
  }
}
