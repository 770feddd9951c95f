import type {
  AfterQueryEvent,
  BeforeQueryEvent,
  EntitySubscriberInterface,
  ObjectLiteral,
  RecoverEvent,
  RemoveEvent,
  SoftRemoveEvent,
  TransactionCommitEvent,
  TransactionRollbackEvent,
  TransactionStartEvent,
  UpdateEvent,
} from 'typeorm'
import { dataSourceOf } from '../data-source-of'
import { EntityHooks } from './entity-hooks'
import { StatementHooks } from './statement-hooks'
import type { HookResult, SubscriberContext } from './subscriber-context'
import { TransactionHooks } from './transaction-hooks'

/**
 * TypeORM's hooks. None of them throws, since an error in most would lose a write, a rollback or a connection; with
 * `onUnavailable: 'reject'` those do before which nothing is lost yet. None waits for another connection: at the pool's limit there is none.
 */
export class ChangeSubscriber implements EntitySubscriberInterface {
  readonly #context: SubscriberContext
  readonly #entities: EntityHooks
  readonly #statements: StatementHooks
  readonly #transactions: TransactionHooks
  #isAnnounced = false

  constructor(context: SubscriberContext) {
    this.#context = context
    this.#entities = new EntityHooks(context)
    this.#statements = new StatementHooks(context)
    this.#transactions = new TransactionHooks(context)
  }

  /** Whether this subscriber was made for the same `Alkey`. */
  sharesContext(context: SubscriberContext): boolean {
    return this.#context === context
  }

  beforeUpdate(event: UpdateEvent<ObjectLiteral>): HookResult {
    return this.#entities.changing(event)
  }

  beforeRemove(event: RemoveEvent<ObjectLiteral>): HookResult {
    return this.#entities.changing(event)
  }

  beforeSoftRemove(event: SoftRemoveEvent<ObjectLiteral>): HookResult {
    return this.#entities.changing(event)
  }

  beforeRecover(event: RecoverEvent<ObjectLiteral>): HookResult {
    return this.#entities.changing(event)
  }

  beforeQuery(event: BeforeQueryEvent): HookResult {
    if (!this.#isAnnounced) {
      this.#isAnnounced = true
      this.#context.onDataSource(dataSourceOf(event.queryRunner), this)
    }
    return this.#statements.sending(event)
  }

  afterQuery(event: AfterQueryEvent): HookResult {
    return this.#statements.answered(event)
  }

  afterTransactionStart({ queryRunner }: TransactionStartEvent): void {
    this.#transactions.started(queryRunner)
  }

  beforeTransactionCommit({ queryRunner }: TransactionCommitEvent): HookResult {
    return this.#transactions.committing(queryRunner)
  }

  afterTransactionCommit({ queryRunner }: TransactionCommitEvent): HookResult {
    return this.#transactions.committed(queryRunner)
  }

  afterTransactionRollback({ queryRunner }: TransactionRollbackEvent): HookResult {
    return this.#transactions.rolledBack(queryRunner)
  }
}
