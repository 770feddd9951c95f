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
  readonly #context: SubscriberContext
  readonly #entities: EntityHooks
  readonly #events: EventHooks
  #isAnnounced = false

  constructor(context: SubscriberContext, events: EventHooks) {
    this.#context = context
    this.#entities = new EntityHooks(context)
    this.#events = events
  }

  /** The `Alkey` that it was made for. */
  get owner(): symbol {
    return this.#context.owner
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
