import type {
  AfterQueryEvent,
  BeforeQueryEvent,
  EntitySubscriberInterface,
  ObjectLiteral,
  QueryRunner,
  RecoverEvent,
  RemoveEvent,
  SoftRemoveEvent,
  TransactionCommitEvent,
  TransactionRollbackEvent,
  TransactionStartEvent,
  UpdateEvent,
} from 'typeorm'
import { isToldFirst } from '../connections/watched-events'
import { dataSourceOf } from '../versions'
import { EntityHooks } from './entity-hooks'
import type { EventHooks } from './event-hooks'
import type { HookResult, SubscriberContext } from './subscriber-context'

/**
 * TypeORM's hooks, at whatever place of the list. What must not be missed comes from the query runners themselves; here it
 * is heard of those that were there before, once, since they are watched from then on.
 */
export class ChangeSubscriber implements EntitySubscriberInterface {
  declare readonly beforeUpdate?: (event: UpdateEvent<ObjectLiteral>) => HookResult
  declare readonly beforeRemove?: (event: RemoveEvent<ObjectLiteral>) => HookResult
  declare readonly beforeSoftRemove?: (event: SoftRemoveEvent<ObjectLiteral>) => HookResult
  declare readonly beforeRecover?: (event: RecoverEvent<ObjectLiteral>) => HookResult
  readonly #context: SubscriberContext
  readonly #events: EventHooks
  #isAnnounced = false

  constructor(context: SubscriberContext, events: EventHooks) {
    this.#context = context
    this.#events = events
    // Where somebody hears of entities, TypeORM works out once more what is to be saved.
    if (!context.trustsLoaded) return
    const entities = new EntityHooks(context)
    const changing = (event: UpdateEvent<ObjectLiteral> | RemoveEvent<ObjectLiteral>): HookResult =>
      entities.changing(event)
    Object.assign(this, {
      beforeUpdate: changing,
      beforeRemove: changing,
      beforeSoftRemove: changing,
      beforeRecover: changing,
    })
  }

  /** The `Alkey` that it was made for. */
  get owner(): symbol {
    return this.#context.owner
  }

  beforeQuery(event: BeforeQueryEvent): HookResult {
    if (!this.#isAnnounced) {
      this.#isAnnounced = true
      this.#context.onDataSource(dataSourceOf(event.queryRunner))
    }
    return this.#unheard(event.queryRunner)?.beforeQuery(event)
  }

  afterQuery(event: AfterQueryEvent): HookResult {
    return this.#unheard(event.queryRunner)?.afterQuery(event)
  }

  afterTransactionStart({ queryRunner }: TransactionStartEvent): void {
    void this.#unheard(queryRunner)?.afterTransactionStart(queryRunner)
  }

  beforeTransactionCommit({ queryRunner }: TransactionCommitEvent): HookResult {
    return this.#unheard(queryRunner)?.beforeTransactionCommit(queryRunner)
  }

  afterTransactionCommit({ queryRunner }: TransactionCommitEvent): HookResult {
    return this.#unheard(queryRunner)?.afterTransactionCommit(queryRunner)
  }

  afterTransactionRollback({ queryRunner }: TransactionRollbackEvent): HookResult {
    return this.#unheard(queryRunner)?.afterTransactionRollback(queryRunner)
  }

  #unheard(queryRunner: QueryRunner): EventHooks | undefined {
    return isToldFirst(this.#events, queryRunner) ? undefined : this.#events
  }
}
