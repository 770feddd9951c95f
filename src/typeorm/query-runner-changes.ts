import type { EntityMetadata, ObjectLiteral, QueryRunner } from 'typeorm'
import type { ChangeLedger } from '../changes/change-ledger'
import { report } from '../changes/report'
import { StatementChanges } from '../changes/statement-changes'
import { TransactionChanges } from '../changes/transaction-changes'
import { withTables } from '../identifiers/identifier'
import type { EntityCatalog } from './entity-catalog'
import { readParents } from './foreign-key-reader'
import type { LeftOpen } from './left-open'
import { allParents } from './parents'
import { isSharedConnection } from './shared-connection'

/** Whether hooks run before or after the statements of a flush. */
export type When = 'before' | 'after'

/** What one query runner has changed and not yet bumped: in its transaction, or in the statement just run. */
export class QueryRunnerChanges {
  readonly #queryRunner: QueryRunner
  readonly #ledger: ChangeLedger
  #transaction: TransactionChanges | undefined
  #statement: StatementChanges | undefined
  /** The pass of hooks that is being collected before a flush, and the one after it. */
  readonly #passes: { before?: Pass | undefined; after?: Pass | undefined } = {}
  /** Parents that rows had before an autocommit statement, to be bumped with it. */
  readonly #oldParents = new Set<string>()

  readonly #leftOpen: LeftOpen

  constructor(queryRunner: QueryRunner, ledger: ChangeLedger, leftOpen: LeftOpen) {
    this.#queryRunner = queryRunner
    this.#ledger = ledger
    this.#leftOpen = leftOpen
  }

  get transaction(): TransactionChanges | undefined {
    return this.#transaction
  }

  beginTransaction(): TransactionChanges {
    const transaction = new TransactionChanges(this.#ledger, isSharedConnection(this.#queryRunner))
    const inherited = this.#leftOpen.take(this.#queryRunner)
    if (inherited) transaction.add(inherited)
    this.#transaction = transaction
    collected.register(this.#queryRunner, transaction, transaction)
    this.#watchRelease()
    return transaction
  }

  /** Takes the transaction away from this query runner, so that it ends only once. */
  endTransaction(): TransactionChanges | undefined {
    const ended = this.#transaction
    this.#transaction = undefined
    if (ended) collected.unregister(ended)
    return ended
  }

  /**
   * Before a statement outside a transaction: records what it may change. The promise, given only where writes that
   * can't be recorded are refused, rejects to refuse this one.
   */
  announce(identifiers: readonly string[]): Promise<void> | undefined {
    if (this.#current()) return undefined
    this.#watchRelease()
    const statement = (this.#statement ??= new StatementChanges(this.#ledger))
    const recorded = statement.announce(identifiers).catch((cause: unknown) => {
      report(this.#ledger.events, 'A statement could not be recorded', cause)
      if (!this.#ledger.rejectsUnrecorded) return
      this.#statement = undefined
      throw cause
    })
    return this.#ledger.rejectsUnrecorded ? recorded : undefined
  }

  /** After a statement outside a transaction that its hooks may not follow: it has written, or failed. */
  async answered(outcome: 'written' | 'refused' | 'unknown'): Promise<void> {
    if (this.#transaction || !this.#statement) return
    if (outcome === 'written') {
      this.#statement.written()
      return
    }
    const statement = this.#statement
    this.#statement = undefined
    this.#oldParents.clear()
    await statement.fail(outcome === 'refused')
  }

  /**
   * Adds what a hook has told. In a transaction it waits there; else the promise resolves once it is bumped.
   * @param announced how many announced statements or rows this settles
   */
  add(identifiers: Iterable<string>, announced: number): Promise<void> | undefined {
    const transaction = this.#current()
    if (transaction) {
      transaction.add(identifiers)
      return undefined
    }
    const pass = this.#currentPass('after')
    pass.announced += announced
    for (const identifier of identifiers) pass.identifiers.add(identifier)
    return pass.done
  }

  /**
   * Reads the parents of a row, together with those of all rows that this pass of hooks names.
   * @param when whether the row is about to change, so that in autocommit there is nothing to bump yet
   */
  addParentsOf(row: ObjectLiteral, metadata: EntityMetadata, catalog: EntityCatalog, when: When): Promise<void> {
    const pass = this.#currentPass(when)
    pass.catalog = catalog
    const rows = pass.unresolved.get(metadata)
    if (rows) rows.push(row)
    else pass.unresolved.set(metadata, [row])
    return pass.done
  }

  /** The transaction at hand; one that began before the subscriber was there is joined where it is. */
  #current(): TransactionChanges | undefined {
    if (!this.#transaction && this.#queryRunner.isTransactionActive) this.beginTransaction().savepoints.blur()
    return this.#transaction
  }

  /** TypeORM calls all hooks of a flush in one go and then waits for them together: one pass, one round trip. */
  #currentPass(when: When): Pass {
    return (this.#passes[when] ??= new Pass((pass) => {
      this.#passes[when] = undefined
      return this.#finish(pass, when)
    }))
  }

  async #finish(pass: Pass, when: When): Promise<void> {
    const parents = new Set<string>()
    for (const [metadata, rows] of pass.unresolved) {
      for (const parent of await this.#parentsOf(metadata, rows, pass.catalog as EntityCatalog)) parents.add(parent)
    }
    const transaction = this.#current()
    if (transaction) {
      transaction.add([...pass.identifiers, ...parents])
      return
    }
    for (const parent of parents) this.#oldParents.add(parent)
    if (when === 'before') return
    const changed = withTables([...pass.identifiers, ...this.#oldParents])
    this.#oldParents.clear()
    this.#ledger.open.absorb(changed)
    this.#leftOpen.join(this.#queryRunner, changed)
    const statement = this.#statement
    if (!statement) await this.#ledger.delivery.deliver(changed)
    else if (await statement.finish(pass.announced, changed)) this.#statement = undefined
  }

  async #parentsOf(
    metadata: EntityMetadata,
    rows: readonly ObjectLiteral[],
    catalog: EntityCatalog,
  ): Promise<Iterable<string>> {
    try {
      return await readParents(this.#queryRunner, metadata, rows, catalog)
    } catch (cause) {
      report(this.#ledger.events, `The parents of changed rows of ${metadata.name} could not be read`, cause)
      return allParents(metadata, catalog)
    }
  }

  /**
   * TypeORM has no hook for a query runner that is released with an open transaction, or whose connection was lost.
   * Nobody knows how that ends, so it counts as committed.
   */
  #watchRelease(): void {
    const queryRunner = this.#queryRunner
    if (Object.hasOwn(queryRunner, 'release')) return
    queryRunner.release = async () => {
      Reflect.deleteProperty(queryRunner, 'release')
      const transaction = this.endTransaction()
      if (transaction) this.#leftOpen.leave(queryRunner, transaction.changed())
      try {
        await queryRunner.release()
      } finally {
        await transaction?.bumpUnknown()
        await this.answered('unknown')
      }
    }
  }
}

/** A query runner that was lost with its transaction: how that ends is unknown. */
const collected = new FinalizationRegistry<TransactionChanges>((transaction) => void transaction.bumpUnknown())

/** What the hooks of one flush have told, before it is acted upon. */
class Pass {
  readonly identifiers = new Set<string>()
  readonly unresolved = new Map<EntityMetadata, ObjectLiteral[]>()
  readonly done: Promise<void>
  catalog: EntityCatalog | undefined
  announced = 0

  constructor(finish: (pass: Pass) => Promise<void>) {
    this.done = Promise.resolve().then(() => finish(this))
  }
}
