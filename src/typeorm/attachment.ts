import type { DataSource, EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm'
import type { ChangeLedger } from '../changes/change-ledger'
import { report } from '../changes/report'
import { NotAttachedError } from '../errors'
import { alreadyAttached, checkInitialized } from './attach-refusals'
import { onDestroy } from './connections/end-watch'
import { dataSourceOf } from './versions'
import { checkEntityManager } from './instances'
import { LeftOpen } from './connections/left-open'
import { ServerWatch } from './connections/servers/server-watch'
import type { KeySources } from '../keys/cache-key-generator'
import { sourcesWithin } from './connections/sources-within'
import { LoadWatcher } from './hooks/load-watcher'
import { DataSourceWrites, type WriteOptions } from './reach/data-source-writes'
import { EventHooks } from './hooks/event-hooks'
import { Notices } from './hooks/notices'
import type { QueryRunnerChanges } from './connections/query-runner-changes'
import type { TableScope } from './entities/table-scope'
import { watchPersistence } from './result-cache/persisting'
import { QueryFlights } from './result-cache/query-flights'
import type { AttachedQueries } from './result-cache/query-result-cache'
import { checkWriteOptions } from './reach/rule-checks'
import { type SubscriberContext, changesOf } from './hooks/subscriber-context'
import { ChangeSubscriber } from './hooks/change-subscriber'
import { type SubscriberClass, subscriberClass } from './hooks/subscriber-class'
import type { QueryWatcher } from './connections/query-watcher'
import { watchQueries } from './connections/watched-queries'

/** Ties one `Alkey` to one DataSource, by a subscriber of its own or by one that TypeORM makes. */
export class Attachment {
  /** Tells what the database of the DataSource does for writers. */
  readonly writers = new ServerWatch(() => this.#dataSource)
  readonly #context: SubscriberContext
  readonly #options: WriteOptions
  readonly #onAttached: (dataSource: DataSource | undefined) => void
  readonly #events: EventHooks
  readonly #watcher: QueryWatcher
  readonly #loads: LoadWatcher
  readonly #flights = new QueryFlights()
  #dataSource: DataSource | undefined
  #stopWatching: (() => void) | undefined
  #subscriberClass: SubscriberClass | undefined
  /** See `retire`. */
  #onEnd: (() => Promise<void>) | undefined

  /**
   * @param owner the `Alkey`
   * @param onAttached is told the DataSource, and `undefined` once it is detached
   */
  constructor(
    owner: symbol,
    ledger: ChangeLedger,
    options: WriteOptions,
    onAttached: (dataSource: DataSource | undefined) => void,
  ) {
    this.#onAttached = onAttached
    this.#options = options
    this.#context = {
      owner,
      ledger,
      notices: new Notices(ledger.events),
      trustsLoaded: !options.touch.isExact,
      writesOf: DataSourceWrites.withOptions(options),
      leftOpen: new LeftOpen(),
      transactions: new Set(),
      queryRunners: new WeakMap<QueryRunner, QueryRunnerChanges>(),
      onDataSource: (dataSource) => {
        this.#discover(dataSource)
      },
    }
    this.#events = new EventHooks(this.#context)
    this.#loads = new LoadWatcher(this.#context)
    this.#watcher = {
      events: this.#events,
      creating: (dataSource) => {
        this.#subscribe(dataSource)
      },
      concerns: (sql, queryRunner) =>
        this.#flights.areUnderwayOn(queryRunner) ||
        this.#context.writesOf(dataSourceOf(queryRunner)).sql.statementsIn(sql).length > 0,
      settled: (queryRunner) => this.#context.queryRunners.get(queryRunner)?.settled(),
      loading: (...statement) => this.#loads.loading(...statement),
      ended: (sql, queryRunner) => {
        this.#flights.ended(sql, queryRunner)
      },
      failed: (event) => {
        this.#events.failed(event)
      },
    }
  }

  attach(dataSource: DataSource): () => void {
    checkInitialized(dataSource)
    this.#refuseSecond(dataSource)
    checkWriteOptions(this.#options, dataSource)
    this.#adopt(dataSource)
    this.#subscribe(dataSource)
    return () => void this.#detach(dataSource)
  }

  get subscriberClass(): SubscriberClass {
    return (this.#subscriberClass ??= subscriberClass(this.#context, this.#events))
  }

  /** Whether there is no DataSource, nor will be by itself: a subscriber that TypeORM makes learns it late. */
  get isUnattached(): boolean {
    return !this.#dataSource && !this.#subscriberClass && !this.#onEnd
  }

  /** What the transaction of `manager` has changed; `undefined` outside a transaction. */
  changesOf(manager: EntityManager): QueryRunnerChanges | undefined {
    this.refuseStranger(manager)
    const { queryRunner } = manager
    if (!queryRunner) return undefined
    // TypeORM knows nothing of a transaction that was begun by a text, as by `query('BEGIN')`.
    const isFollowed = this.#context.queryRunners.get(queryRunner)?.transaction !== undefined
    return isFollowed || queryRunner.isTransactionActive ? changesOf(this.#context, queryRunner) : undefined
  }

  /** @throws NotAttachedError for a manager of another DataSource, InvalidOptionError for what is no manager */
  refuseStranger(manager: EntityManager): void {
    checkEntityManager(manager)
    const dataSource = dataSourceOf(manager)
    if (dataSource === this.#dataSource || this.#isListed(dataSource)) return
    throw new NotAttachedError(
      "This manager's DataSource is not attached, so its commit would go unnoticed. Call alkey.attach(dataSource).",
    )
  }

  /** Tokens and versions as seen from inside the transaction of `manager`. */
  within(manager: EntityManager, sources: KeySources): KeySources {
    this.refuseStranger(manager)
    const { queryRunner } = manager
    return queryRunner ? sourcesWithin(queryRunner, sources, this.#loads.transactionOf) : sources
  }

  /** The bulk identifiers of all scopes that this process keeps; absent where nothing is attached, and none are known. */
  get keptScopes(): readonly string[] | undefined {
    return this.writes?.rules.scopes.bulkIdentifiers
  }

  /** The scopes that are declared for a table, by its name in identifiers. */
  scopesOf(table: string): readonly TableScope[] {
    return this.writes?.rules.scopes.of(table) ?? []
  }

  /** What statements of the DataSource mean; `undefined` where none is attached. */
  get writes(): DataSourceWrites | undefined {
    return this.#dataSource && this.#context.writesOf(this.#dataSource)
  }

  /** What the cache of queries must know of the DataSource that is attached. */
  get cachedQueries(): AttachedQueries {
    const { notices, writesOf } = this.#context
    return {
      notices,
      flights: this.#flights,
      transactionOf: this.#loads.transactionOf,
      activityOf: (queryRunner) => {
        const changes = this.#context.queryRunners.get(queryRunner)
        return { statementsSent: changes?.statementsSent ?? 0, transaction: changes?.transaction?.id }
      },
      writesOf: (queryRunner) => {
        const dataSource = dataSourceOf(queryRunner)
        return dataSource === this.#dataSource && !this.#onEnd ? writesOf(dataSource) : undefined
      },
    }
  }

  /**
   * Nothing new begins here, but what the DataSource writes is followed until it is destroyed or detached.
   *
   * @param onEnd is called then
   * @returns whether there is a DataSource, or may be one: a subscriber that TypeORM makes learns it late
   */
  retire(onEnd: () => Promise<void>): boolean {
    const dataSource = this.#dataSource
    const isLive = dataSource ? dataSource.isInitialized : this.#subscriberClass !== undefined
    if (!isLive) return false
    this.#onEnd = onEnd
    if (dataSource) onDestroy(dataSource, () => this.#detach(dataSource))
    return true
  }

  /** @returns when the transactions that are open have been bumped */
  async detach(): Promise<void> {
    if (this.#dataSource) await this.#detach(this.#dataSource)
  }

  /** Last, so that the application's subscribers stay at their places. */
  #subscribe(dataSource: DataSource): void {
    if (!this.#isListed(dataSource)) dataSource.subscribers.push(new ChangeSubscriber(this.#context, this.#events))
  }

  #isListed({ subscribers }: DataSource): boolean {
    return subscribers.some((subscriber) => this.#isOurs(subscriber))
  }

  #adopt(dataSource: DataSource): void {
    if (this.#dataSource === dataSource) return
    this.#dataSource = dataSource
    this.#stopWatching?.()
    this.#stopWatching = watchQueries(dataSource, this.#watcher)
    watchPersistence(dataSource)
    this.#onAttached(dataSource)
    if (this.#onEnd) onDestroy(dataSource, () => this.#detach(dataSource))
  }

  async #detach(dataSource: DataSource): Promise<void> {
    const subscribers = dataSource.subscribers
    for (let at = subscribers.length - 1; at >= 0; at--) {
      if (this.#isOurs(subscribers[at])) subscribers.splice(at, 1)
    }
    if (this.#dataSource !== dataSource) return
    this.#dataSource = undefined
    this.#stopWatching?.()
    this.#stopWatching = undefined
    this.#onAttached(undefined)
    // Their commits will not be seen any more.
    const open = [...this.#context.transactions]
    this.#context.transactions.clear()
    this.#context.queryRunners = new WeakMap()
    this.#context.leftOpen.lose()
    await Promise.all(open.map((transaction) => transaction.bumpUnknown()))
    await this.#onEnd?.()
  }

  /** Where another DataSource is still in use. */
  #refuseSecond(dataSource: DataSource): void {
    if (!this.#dataSource?.isInitialized || this.#dataSource === dataSource) return
    throw alreadyAttached()
  }

  /** A subscriber that TypeORM made learns its DataSource from the first statement. */
  #discover(dataSource: DataSource): void {
    try {
      this.#refuseSecond(dataSource)
      this.#adopt(dataSource)
      checkWriteOptions(this.#options, dataSource)
    } catch (cause) {
      report(this.#context.ledger.events, 'The DataSource could not be attached', cause)
    }
  }

  #isOurs(subscriber: EntitySubscriberInterface | undefined): boolean {
    return subscriber instanceof ChangeSubscriber && subscriber.owner === this.#context.owner
  }
}
