import type { QueryRunner } from 'typeorm'
import { type AnsweredQueryEvent, type QueryEvent, inText } from '../connections/query-events'
import type { EventWatcher } from '../connections/event-watcher'
import { StatementHooks } from './statement-hooks'
import type { HookResult, SubscriberContext } from './subscriber-context'
import { TransactionHooks } from './transaction-hooks'

/**
 * What is done when TypeORM tells of statements and transactions. None of it throws, since an error in most hooks would
 * lose a write, a rollback or a connection; with `onUnavailable: 'reject'` those do before which nothing is lost yet.
 * None waits for another connection: at the pool's limit there is none.
 */
export class EventHooks implements EventWatcher {
  readonly #statements: StatementHooks
  readonly #transactions: TransactionHooks

  constructor(context: SubscriberContext) {
    this.#statements = new StatementHooks(context)
    this.#transactions = new TransactionHooks(context)
  }

  beforeQuery(event: QueryEvent): HookResult {
    return this.#statements.sending(inText(event))
  }

  afterQuery(event: AnsweredQueryEvent): HookResult {
    return this.#statements.answered(inText(event))
  }

  /** A call has failed, perhaps without a hook being told. */
  failed(event: AnsweredQueryEvent): void {
    this.#statements.failed(event)
  }

  afterTransactionStart(queryRunner: QueryRunner): HookResult {
    this.#transactions.started(queryRunner)
    return undefined
  }

  beforeTransactionCommit(queryRunner: QueryRunner): HookResult {
    return this.#transactions.committing(queryRunner)
  }

  afterTransactionCommit(queryRunner: QueryRunner): HookResult {
    return this.#transactions.committed(queryRunner)
  }

  afterTransactionRollback(queryRunner: QueryRunner): HookResult {
    return this.#transactions.rolledBack(queryRunner)
  }
}
