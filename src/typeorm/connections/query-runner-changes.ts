import type { QueryRunner } from 'typeorm'
import type { ChangeLedger } from '../../changes/change-ledger'
import type { Changes } from '../../changes/changes'
import { TransactionChanges } from '../../changes/transaction-changes'
import { EVERYTHING } from '../../identifiers/identifier'
import { dataSourceOf, depthOf } from '../versions'
import { isEmbedded } from '../embedded'
import { beginsByItself, noteBegin } from './isolation'
import type { EntityTable } from '../entities/entity-table'
import { KnownGroups } from '../reach/known-groups'
import type { LeftOpen } from './left-open'
import { onRelease } from './end-watch'
import { SendingOrder } from './sending-order'
import { type SentStatement, SentStatements } from './sent-statements'
import { writerOf } from './servers/server-watch'
import { isSharedConnection } from './shared-connection'

/** What query runners share. */
export interface QueryRunnerContext {
  readonly ledger: ChangeLedger
  readonly leftOpen: LeftOpen
  /** The transactions that are open, wherever their query runners are. */
  readonly transactions: Set<TransactionChanges>
}

/** What one query runner has changed and not yet bumped: in its transaction, or in statements outside one. */
export class QueryRunnerChanges {
  readonly sent = new SentStatements()
  readonly order = new SendingOrder()
  /** What rows lead to as the application has loaded them, where that is trusted. */
  readonly groups = new KnownGroups()
  readonly #queryRunner: QueryRunner
  readonly #context: QueryRunnerContext
  readonly #underway = new Set<Promise<void>>()
  /** The tables that its transaction has defined. */
  readonly #defined = new Set<EntityTable>()
  #transaction: TransactionChanges | undefined
  #isFollowed = false
  #isWatched = false
  #statementsSent = 0

  constructor(queryRunner: QueryRunner, context: QueryRunnerContext) {
    this.#queryRunner = queryRunner
    this.#context = context
  }

  /** How many statements that write, or bound transactions, have been sent, but for our own. */
  get statementsSent(): number {
    return this.#statementsSent
  }

  get transaction(): TransactionChanges | undefined {
    return this.#transaction
  }

  /** Whether a transaction's beginning or end was seen here or on its connection, so that no other can be open. */
  get isFollowed(): boolean {
    return this.#isFollowed || this.#context.leftOpen.isFollowed(this.#queryRunner)
  }

  /** @param isMet whether it was open before anybody watched: then it may have written anything */
  beginTransaction(isMet = false): TransactionChanges {
    const { ledger, leftOpen, transactions } = this.#context
    const writer = writerOf(this.#queryRunner, dataSourceOf(this.#queryRunner))
    const transaction = new TransactionChanges(ledger, isSharedConnection(this.#queryRunner), writer)
    const inherited = leftOpen.take(this.#queryRunner)
    if (inherited) transaction.add(inherited.identifiers, inherited.tags)
    else if (isMet) transaction.add([EVERYTHING])
    this.#follow()
    this.#transaction = transaction
    transactions.add(transaction)
    noteBegin(this.#queryRunner, transaction)
    lost.register(this.#queryRunner, { transaction, transactions }, transaction)
    this.#watchRelease()
    return transaction
  }

  /** A table is defined anew: what the database fills by itself may be something else, once that is committed too. */
  define(table: EntityTable): void {
    table.defaults.forget()
    if (this.#transaction) this.#defined.add(table)
  }

  /** Takes the transaction away from this query runner, so that it ends only once. */
  endTransaction(): TransactionChanges | undefined {
    const ended = this.#transaction
    this.#follow()
    if (!ended) return undefined
    this.#transaction = undefined
    for (const table of this.#defined) table.defaults.forget()
    this.#defined.clear()
    this.groups.clear()
    this.#context.transactions.delete(ended)
    lost.unregister(ended)
    return ended
  }

  /**
   * Brings what is known of the transaction in line with what the server says of it.
   * @param isOpen `undefined` when it says nothing
   * @returns what waits for the changes of one that has ended unseen
   */
  reconcile(isOpen: boolean | undefined): Promise<void> | undefined {
    if (isOpen === false) return this.endTransaction()?.bump()
    if (this.#transaction || !(isOpen ?? this.#isUnfollowed)) return undefined
    const isSeen = this.#isFollowed || beginsByItself(this.#queryRunner) || this.sent.hasBegin
    this.beginTransaction(!isSeen)
    return undefined
  }

  /** Adds what has changed. In a transaction it waits there; else the promise resolves once it is bumped. */
  add(changes: Changes): Promise<void> | undefined {
    if (!this.#transaction) return this.deliver(changes, undefined)
    this.#transaction.add(changes.identifiers, changes.tags)
    return undefined
  }

  /** Bumps what a statement outside a transaction has changed, and removes its record. */
  async deliver(changes: Changes, sent: SentStatement | undefined): Promise<void> {
    const changed = changes.addGlobal()
    const { ledger, leftOpen } = this.#context
    ledger.open.absorb(changed)
    leftOpen.join(this.#queryRunner, changed)
    if (sent?.record) await sent.record.bump(changed)
    else await ledger.delivery.deliver(changed)
  }

  /** What statements are about to change has been recorded: sees to it that the record ends, however they do. */
  expect(sent: SentStatement): void {
    this.sent.add(sent)
    this.#statementsSent++
    if (sent.record) this.#watchRelease()
  }

  /** Has callers wait for what a hook has begun, where TypeORM doesn't. @param failed is done if it rejects */
  track(work: Promise<unknown>, failed?: (cause: unknown) => Promise<void>): Promise<void> {
    const ended = (): void => {
      this.#underway.delete(tracked)
    }
    const tracked: Promise<void> = work.then(ended, async (cause: unknown) => {
      try {
        if (!failed) throw cause
        await failed(cause)
      } finally {
        ended()
      }
    })
    this.#underway.add(tracked)
    return tracked
  }

  settled(): Promise<void> | undefined {
    return this.#underway.size > 0 ? Promise.allSettled(this.#underway).then(() => undefined) : undefined
  }

  #follow(): void {
    this.#isFollowed = true
    this.#context.leftOpen.follow(this.#queryRunner)
  }

  /** One that began before the subscriber was there. TypeORM calls a transaction active before it has begun. */
  get #isUnfollowed(): boolean {
    return !this.#isFollowed && this.#queryRunner.isTransactionActive && depthOf(this.#queryRunner) !== 0
  }

  /** Nobody knows how a transaction ends whose query runner was released, so it counts as committed. */
  #watchRelease(): void {
    // An embedded database has one query runner for everybody, and releasing it means nothing.
    if (this.#isWatched || isEmbedded(dataSourceOf(this.#queryRunner))) return
    this.#isWatched = true
    onRelease(this.#queryRunner, async () => {
      this.#isWatched = false
      const transaction = this.endTransaction()
      this.#isFollowed = false
      if (transaction) this.#context.leftOpen.leave(this.#queryRunner, transaction.changed())
      await transaction?.bumpUnknown()
      for (const { record } of this.sent.takeAll()) await record?.abandon()
    })
  }
}

/** Query runners that nobody holds any more, with the transactions that they have left open. */
const lost = new FinalizationRegistry<LostTransaction>(({ transaction, transactions }) => {
  transactions.delete(transaction)
  void transaction.bumpUnknown()
})

interface LostTransaction {
  readonly transaction: TransactionChanges
  readonly transactions: Set<TransactionChanges>
}
