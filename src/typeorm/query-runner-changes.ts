import type { EntityMetadata, ObjectLiteral, QueryRunner } from 'typeorm'
import type { ChangeLedger } from '../changes/change-ledger'
import { report } from '../changes/report'
import { StatementChanges } from '../changes/statement-changes'
import { TransactionChanges } from '../changes/transaction-changes'
import { withTables } from '../identifiers/identifier'
import { dataSourceOf } from './data-source-of'
import { EntityCatalog } from './entity-catalog'
import { readParents } from './foreign-key-reader'
import { HookPass, type When } from './hook-pass'
import type { LeftOpen } from './left-open'
import { OldParents } from './old-parents'
import { allParents } from './parents'
import { onRelease } from './release-watch'
import { isSharedConnection } from './shared-connection'
import { depthOf } from './transaction-depth'
import { WrittenColumns } from './written-columns'

/** What query runners share. */
export interface QueryRunnerContext {
  readonly ledger: ChangeLedger
  readonly leftOpen: LeftOpen
  /** The transactions that are open, wherever their query runners are. */
  readonly transactions: Set<TransactionChanges>
}

/** What one query runner has changed and not yet bumped: in its transaction, or in statements outside one. */
export class QueryRunnerChanges {
  readonly written = new WrittenColumns()
  readonly #queryRunner: QueryRunner
  readonly #context: QueryRunnerContext
  #transaction: TransactionChanges | undefined
  #statement: StatementChanges | undefined
  /** The pass of hooks that is being collected before a flush, and the one after it. */
  readonly #passes: { before?: HookPass | undefined; after?: HookPass | undefined } = {}
  readonly #oldParents = new OldParents()
  #isWatched = false

  constructor(queryRunner: QueryRunner, context: QueryRunnerContext) {
    this.#queryRunner = queryRunner
    this.#context = context
  }

  get transaction(): TransactionChanges | undefined {
    return this.#transaction
  }

  beginTransaction(): TransactionChanges {
    const { ledger, leftOpen, transactions } = this.#context
    const transaction = new TransactionChanges(ledger, isSharedConnection(this.#queryRunner))
    const inherited = leftOpen.take(this.#queryRunner)
    if (inherited) transaction.add(inherited)
    this.#transaction = transaction
    transactions.add(transaction)
    lost.register(this.#queryRunner, { transaction, transactions }, transaction)
    this.#watchRelease()
    return transaction
  }

  /** Takes the transaction away from this query runner, so that it ends only once. */
  endTransaction(): TransactionChanges | undefined {
    const ended = this.#transaction
    if (!ended) return undefined
    this.#transaction = undefined
    this.#context.transactions.delete(ended)
    lost.unregister(ended)
    this.written.clear()
    return ended
  }

  /**
   * Before a row or a statement is written: what it may change. Outside a transaction that is recorded. The promise,
   * given only where writes that can't be recorded are refused, rejects to refuse this one.
   */
  announce(identifiers: readonly string[]): Promise<void> | undefined {
    const { ledger } = this.#context
    const transaction = this.#current()
    if (transaction) {
      transaction.savepoints.begin()
      return undefined
    }
    this.#watchRelease()
    const statement = (this.#statement ??= new StatementChanges(ledger))
    const recorded = statement.announce(identifiers).catch(async (cause: unknown) => {
      report(ledger.events, 'A statement could not be recorded', cause)
      if (!ledger.rejectsUnrecorded) return
      if (this.#statement === statement) this.#statement = undefined
      await statement.end([])
      throw cause
    })
    // Another listener that throws at once keeps TypeORM from waiting for this one.
    recorded.catch(() => undefined)
    return ledger.rejectsUnrecorded ? recorded : undefined
  }

  /** A statement that writes is about to be sent. */
  sending(): void {
    if (!this.#transaction) this.#statement?.sent()
  }

  /** A statement that writes has written, or failed; then the hooks that would have followed don't. */
  async answered(outcome: 'written' | 'refused' | 'unknown'): Promise<void> {
    const statement = this.#statement
    if (this.#transaction && outcome !== 'written') this.#transaction.savepoints.fail()
    if (this.#transaction || !statement) return
    if (outcome === 'unknown') return this.#abandon()
    if (outcome === 'written') statement.written()
    else statement.failed()
    if (!statement.isOver) return
    this.#statement = undefined
    await statement.end(this.#oldParents.takeAll())
  }

  async #abandon(): Promise<void> {
    const statement = this.#statement
    this.#statement = undefined
    await statement?.abandon(this.#oldParents.takeAll())
  }

  /**
   * Adds what a hook has told. In a transaction it waits there; else the promise resolves once it is bumped.
   * @param announced how many announced statements or rows this settles
   */
  add(identifiers: Iterable<string>, announced: number): Promise<void> | undefined {
    const told = [...identifiers]
    const transaction = this.#current()
    transaction?.savepoints.finish(announced)
    transaction?.add(told)
    // Announced before the transaction began, a statement may have been executed before it as well.
    if (transaction && !this.#statement) return undefined
    const pass = this.#currentPass('after')
    pass.announced += announced
    for (const identifier of told) pass.identifiers.add(identifier)
    return pass.done
  }

  /**
   * Reads the parents of a row, together with those of all rows that this pass of hooks names.
   * @param when whether the row is about to change, so that in autocommit there is nothing to bump yet
   */
  addParentsOf(row: ObjectLiteral, metadata: EntityMetadata, when: When): Promise<void> {
    const pass = this.#currentPass(when)
    pass.resolve(metadata, row)
    return pass.done
  }

  /** The transaction at hand; one that began before the subscriber was there is joined where it is. */
  #current(): TransactionChanges | undefined {
    // TypeORM calls a transaction active before it has begun.
    const isOpen = this.#queryRunner.isTransactionActive && depthOf(this.#queryRunner) !== 0
    if (!this.#transaction && isOpen) this.beginTransaction().savepoints.blur()
    return this.#transaction
  }

  #currentPass(when: When): HookPass {
    return (this.#passes[when] ??= new HookPass((pass) => {
      this.#passes[when] = undefined
      return this.#finish(pass, when)
    }))
  }

  async #finish(pass: HookPass, when: When): Promise<void> {
    const parents = await this.#parentsIn(pass, when)
    this.#current()?.add(parents)
    if (when === 'before' || (this.#transaction && !this.#statement)) return
    const changed = withTables([...pass.identifiers, ...parents, ...this.#oldParents.takeOf(pass.identifiers)])
    const { ledger, leftOpen } = this.#context
    ledger.open.absorb(changed)
    leftOpen.join(this.#queryRunner, changed)
    const statement = this.#statement
    if (!statement) {
      await ledger.delivery.deliver(changed)
      return
    }
    const isLast = statement.countDown(pass.announced)
    // At once, so that a statement announced meanwhile gets a record of its own.
    if (isLast) this.#statement = undefined
    if (isLast) this.written.clear()
    await statement.bump(changed, isLast)
  }

  /** Before a statement outside a transaction the parents are kept, row by row, to be bumped after it. */
  async #parentsIn(pass: HookPass, when: When): Promise<string[]> {
    const all: string[] = []
    for (const [metadata, rows] of pass.unresolved) {
      const catalog = EntityCatalog.of(dataSourceOf(metadata))
      const parents = await this.#parentsOf(metadata, rows, catalog)
      all.push(...parents)
      if (when === 'after' || this.#transaction) continue
      const table = catalog.tableOf(metadata)
      for (const row of rows) this.#oldParents.keep(table.rowOf(metadata, row) ?? table.bulkIdentifier, parents)
    }
    return all
  }

  async #parentsOf(
    metadata: EntityMetadata,
    rows: readonly ObjectLiteral[],
    catalog: EntityCatalog,
  ): Promise<ReadonlySet<string>> {
    try {
      return await readParents(this.#queryRunner, metadata, rows, catalog)
    } catch (cause) {
      report(this.#context.ledger.events, `The parents of changed rows of ${metadata.name} could not be read`, cause)
      return new Set(allParents(metadata, catalog))
    }
  }

  /** Nobody knows how a transaction ends whose query runner was released, so it counts as committed. */
  #watchRelease(): void {
    if (this.#isWatched) return
    this.#isWatched = true
    onRelease(this.#queryRunner, async () => {
      this.#isWatched = false
      const transaction = this.endTransaction()
      if (transaction) this.#context.leftOpen.leave(this.#queryRunner, transaction.changed())
      await transaction?.bumpUnknown()
      await this.#abandon()
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
