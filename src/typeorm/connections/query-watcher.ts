import type { DataSource, QueryRunner } from 'typeorm'
import type { LoadScope } from '../../values/load-scope'
import type { EventWatcher } from './event-watcher'
import type { AnsweredQueryEvent } from './query-events'

/** Told of query runners, and of the end of each call of `query`, which hooks don't always see, and which TypeORM 0.3 doesn't keep for them. */
export interface QueryWatcher {
  /** Told of what query runners send, and of their transactions. */
  readonly events: EventWatcher
  /** A query runner is being made, perhaps after `initialize()` has dropped the subscribers. */
  creating(dataSource: DataSource): void
  /** Whether anything is to be done about the end of a statement that is about to be sent. */
  concerns(sql: string, queryRunner: QueryRunner): boolean
  /** Resolves when whatever the hooks have begun is done; nothing when they have begun nothing, as with reads. */
  settled(queryRunner: QueryRunner): Promise<void> | undefined
  /** A load of a value to be stored is about to send a statement. @returns what judges it once it was answered */
  loading(scope: LoadScope, sql: string, queryRunner: QueryRunner): (() => Promise<void>) | undefined
  /** A call has ended, one way or the other. */
  ended(sql: string, queryRunner: QueryRunner): void
  /** A call has failed, perhaps without a hook being told. */
  failed(event: AnsweredQueryEvent): void
}
