import type * as TypeOrm from 'typeorm'
import type { DataSource, EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm'
import type { ChangeLedger } from '../changes/change-ledger'
import { report } from '../changes/report'
import { AlreadyAttachedError, NotAttachedError, NotInitializedError, show } from '../errors'
import { dataSourceOf } from './data-source-of'
import { LeftOpen } from './left-open'
import type { QueryRunnerChanges } from './query-runner-changes'
import { type SubscriberContext, changesOf } from './subscriber-context'
import { ChangeSubscriber } from './change-subscriber'

/** A class that TypeORM can be given in the option `subscribers`. */
export type SubscriberClass = new () => EntitySubscriberInterface

/** Ties one `Alkey` to one DataSource, by a subscriber of its own or by one that TypeORM makes. */
export class Attachment {
  readonly #context: SubscriberContext
  readonly #onAttached: (dataSource: DataSource | undefined) => void
  #dataSource: DataSource | undefined
  #subscriberClass: SubscriberClass | undefined

  /** @param onAttached is told the DataSource, and `undefined` once it is detached */
  constructor(ledger: ChangeLedger, touch: boolean, onAttached: (dataSource: DataSource | undefined) => void) {
    this.#onAttached = onAttached
    this.#context = {
      ledger,
      touch,
      leftOpen: new LeftOpen(),
      transactions: new Set(),
      queryRunners: new WeakMap<QueryRunner, QueryRunnerChanges>(),
      onDataSource: (dataSource, subscriber) => {
        this.#discover(dataSource, subscriber)
      },
    }
  }

  attach(dataSource: DataSource): () => void {
    if (!isDataSource(dataSource))
      throw new NotInitializedError(`attach() takes a TypeORM DataSource, not ${show(dataSource)}.`)
    if (!dataSource.isInitialized) {
      throw new NotInitializedError(
        'attach() needs an initialized DataSource, since initialize() drops subscribers added before. Call it after ' +
          '`await dataSource.initialize()`, or put alkey.subscriber into its option `subscribers`.',
      )
    }
    if (this.#serves(dataSource)) throw alreadyAttached()
    this.#adopt(dataSource)
    const subscribers = dataSource.subscribers
    // First, because another subscriber that throws would keep the hooks behind it from being called.
    if (!subscribers.some((subscriber) => this.#isOurs(subscriber)))
      subscribers.unshift(new ChangeSubscriber(this.#context))
    return () => void this.#detach(dataSource)
  }

  get subscriberClass(): SubscriberClass {
    return (this.#subscriberClass ??= decorated(this.#context))
  }

  /** What the transaction of `manager` has changed; `undefined` outside a transaction. */
  changesOf(manager: EntityManager): QueryRunnerChanges | undefined {
    if (!dataSourceOf(manager).subscribers.some((subscriber) => this.#isOurs(subscriber))) {
      throw new NotAttachedError(
        "This manager's DataSource is not attached, so its commit would not be seen. Call alkey.attach(dataSource).",
      )
    }
    return manager.queryRunner?.isTransactionActive ? changesOf(this.#context, manager.queryRunner) : undefined
  }

  /** @returns when the transactions that are open have been bumped */
  async detach(): Promise<void> {
    if (this.#dataSource) await this.#detach(this.#dataSource)
  }

  #adopt(dataSource: DataSource): void {
    if (this.#dataSource === dataSource) return
    this.#dataSource = dataSource
    this.#onAttached(dataSource)
  }

  async #detach(dataSource: DataSource): Promise<void> {
    const subscribers = dataSource.subscribers
    for (let at = subscribers.length - 1; at >= 0; at--) {
      if (this.#isOurs(subscribers[at])) subscribers.splice(at, 1)
    }
    if (this.#dataSource !== dataSource) return
    this.#dataSource = undefined
    this.#onAttached(undefined)
    // Their commits will not be seen any more.
    const open = [...this.#context.transactions]
    this.#context.transactions.clear()
    await Promise.all(open.map((transaction) => transaction.bumpUnknown()))
  }

  /** Whether there is another DataSource, still in use. */
  #serves(dataSource: DataSource): boolean {
    return this.#dataSource !== undefined && this.#dataSource !== dataSource && this.#dataSource.isInitialized
  }

  /** A subscriber that TypeORM made learns its DataSource from the first statement. */
  #discover(dataSource: DataSource, subscriber: object): void {
    if (this.#serves(dataSource)) report(this.#context.ledger.events, 'attaching', alreadyAttached())
    else this.#adopt(dataSource)
    // TypeORM is calling the subscribers in this very moment; they may change places afterwards.
    queueMicrotask(() => {
      const subscribers = dataSource.subscribers
      const at = subscribers.indexOf(subscriber)
      if (at > 0) subscribers.unshift(...subscribers.splice(at, 1))
    })
  }

  #isOurs(subscriber: EntitySubscriberInterface | undefined): boolean {
    return subscriber instanceof ChangeSubscriber && subscriber.sharesContext(this.#context)
  }
}

function alreadyAttached(): AlreadyAttachedError {
  return new AlreadyAttachedError('This Alkey has a DataSource. Make an Alkey for each, with a namespace of its own.')
}

function decorated(context: SubscriberContext): SubscriberClass {
  class AlkeySubscriber extends ChangeSubscriber {
    constructor() {
      super(context)
    }
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only who asks for the class needs TypeORM loaded
  const { EventSubscriber } = require('typeorm') as typeof TypeOrm
  EventSubscriber()(AlkeySubscriber)
  return AlkeySubscriber
}

function isDataSource(value: unknown): value is DataSource {
  return typeof value === 'object' && value !== null && 'isInitialized' in value && 'subscribers' in value
}

export function isEntityManager(value: unknown): value is EntityManager {
  return (
    typeof value === 'object' &&
    value !== null &&
    '@instanceof' in value &&
    value['@instanceof'] === Symbol.for('EntityManager')
  )
}
