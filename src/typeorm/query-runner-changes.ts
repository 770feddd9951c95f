import type { EntityMetadata, ObjectLiteral, QueryRunner } from 'typeorm'
import { type ChangeLedger, report } from '../changes/change-ledger'
import { TransactionChanges } from '../changes/transaction-changes'
import { withTables } from '../identifiers/identifier'
import type { EntityCatalog } from './entity-catalog'
import { readParents } from './foreign-key-reader'
import { allParents } from './parents'
import { isSharedConnection } from './shared-connection'

/** Whether hooks run before or after the statements of a flush. */
export type When = 'before' | 'after'

/** What one query runner has changed and not yet bumped: in its transaction, or in the statement just run. */
export class QueryRunnerChanges {
  readonly #queryRunner: QueryRunner
  readonly #ledger: ChangeLedger
  #transaction: TransactionChanges | undefined
  /** The pass of hooks that is being collected before a flush, and the one after it. */
  readonly #passes: { before?: Pass | undefined; after?: Pass | undefined } = {}
  /** Parents that rows had before an autocommit statement, to be bumped with it. */
  readonly #oldParents = new Set<string>()

  constructor(queryRunner: QueryRunner, ledger: ChangeLedger) {
    this.#queryRunner = queryRunner
    this.#ledger = ledger
  }

  get transaction(): TransactionChanges | undefined {
    return this.#transaction
  }

  beginTransaction(): TransactionChanges {
    this.#transaction = new TransactionChanges(this.#ledger, isSharedConnection(this.#queryRunner))
    this.#watchRelease()
    return this.#transaction
  }

  /** Takes the transaction away from this query runner, so that it ends only once. */
  endTransaction(): TransactionChanges | undefined {
    const ended = this.#transaction
    this.#transaction = undefined
    return ended
  }

  /** Adds what a hook has told. In a transaction it waits there; else the promise resolves once it is bumped. */
  add(identifiers: Iterable<string>): Promise<void> | undefined {
    const transaction = this.#current()
    if (transaction) {
      transaction.add(identifiers)
      return undefined
    }
    const pass = this.#currentPass('after')
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
    await this.#ledger.delivery.deliver(changed)
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
      try {
        await queryRunner.release()
      } finally {
        await this.endTransaction()?.bump()
      }
    }
  }
}

/** What the hooks of one flush have told, before it is acted upon. */
class Pass {
  readonly identifiers = new Set<string>()
  readonly unresolved = new Map<EntityMetadata, ObjectLiteral[]>()
  readonly done: Promise<void>
  catalog: EntityCatalog | undefined

  constructor(finish: (pass: Pass) => Promise<void>) {
    this.done = Promise.resolve().then(() => finish(this))
  }
}
