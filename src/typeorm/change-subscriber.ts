import type {
  AfterQueryEvent,
  BeforeQueryEvent,
  EntitySubscriberInterface,
  InsertEvent,
  ObjectLiteral,
  RecoverEvent,
  RemoveEvent,
  SoftRemoveEvent,
  TransactionCommitEvent,
  TransactionRollbackEvent,
  TransactionStartEvent,
  UpdateEvent,
} from 'typeorm'
import { dataSourceOf } from './data-source-of'
import { EntityHooks } from './entity-hooks'
import type { HookResult, SubscriberContext } from './subscriber-context'
import { TransactionHooks } from './transaction-hooks'

/**
 * TypeORM's hooks. None of them throws, since an error in most would lose a write, a rollback or a connection; with
 * `onUnavailable: 'reject'` those do before which nothing is lost yet. None waits for another connection: at the pool's limit there is none.
 */
export class ChangeSubscriber implements EntitySubscriberInterface {
  readonly #context: SubscriberContext
  readonly #entities: EntityHooks
  readonly #transactions: TransactionHooks
  #isAnnounced = false

  constructor(context: SubscriberContext) {
    this.#context = context
    this.#entities = new EntityHooks(context)
    this.#transactions = new TransactionHooks(context)
  }

  /** Whether this subscriber was made for the same `Alkey`. */
  sharesContext(context: SubscriberContext): boolean {
    return this.#context === context
  }

  beforeInsert(event: InsertEvent<ObjectLiteral>): HookResult {
    return this.#entities.inserting(event)
  }

  afterInsert(event: InsertEvent<ObjectLiteral>): HookResult {
    return this.#entities.inserted(event)
  }

  beforeUpdate(event: UpdateEvent<ObjectLiteral>): HookResult {
    return this.#entities.changing(event)
  }

  afterUpdate(event: UpdateEvent<ObjectLiteral>): HookResult {
    return this.#entities.updated(event)
  }

  beforeRemove(event: RemoveEvent<ObjectLiteral>): HookResult {
    return this.#entities.changing(event)
  }

  afterRemove(event: RemoveEvent<ObjectLiteral>): HookResult {
    return this.#entities.identified(event, 'removed')
  }

  beforeSoftRemove(event: SoftRemoveEvent<ObjectLiteral>): HookResult {
    return this.#entities.changing(event)
  }

  afterSoftRemove(event: SoftRemoveEvent<ObjectLiteral>): HookResult {
    return this.#entities.identified(event, 'changed')
  }

  beforeRecover(event: RecoverEvent<ObjectLiteral>): HookResult {
    return this.#entities.changing(event)
  }

  afterRecover(event: RecoverEvent<ObjectLiteral>): HookResult {
    return this.#entities.identified(event, 'changed')
  }

  beforeQuery(event: BeforeQueryEvent): undefined {
    this.#entities.sending(event)
    if (this.#isAnnounced) return
    this.#isAnnounced = true
    this.#context.onDataSource(dataSourceOf(event.queryRunner), this)
  }

  afterQuery(event: AfterQueryEvent): HookResult {
    return this.#transactions.answered(event) ?? this.#entities.executed(event)
  }

  beforeTransactionStart({ queryRunner }: TransactionStartEvent): HookResult {
    return this.#transactions.starting(queryRunner)
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
