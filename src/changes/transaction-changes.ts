import { randomBytes } from 'node:crypto'
import { withTables } from '../identifiers/identifier'
import type { ChangeLedger } from './change-ledger'
import { RecordContents } from './record-contents'
import { report } from './report'
import { SavepointStack } from './savepoint-stack'

/**
 * The change set of one transaction: collected while it runs, recorded in the store as it grows, bumped once it has
 * committed, bumped twice if nobody knows its end, dropped when it was rolled back.
 */
export class TransactionChanges {
  readonly id = randomBytes(12).toString('base64url')
  readonly savepoints = new SavepointStack()
  /** Whether the next COMMIT is this transaction's own, and not that of a savepoint. */
  isCommitting = false
  readonly #ledger: ChangeLedger
  /** What other flows can see of this transaction, rolled-back savepoints included; absent on a connection of its own. */
  readonly #exposed: Set<string> | undefined
  readonly #record = new RecordContents()
  #unrecorded: string[] = []
  #recording: Promise<void> | undefined
  #recordError: unknown
  #ended = false

  /** @param isShared whether other flows use the same database connection and see what is not committed */
  constructor(ledger: ChangeLedger, isShared: boolean) {
    this.#ledger = ledger
    if (isShared) ledger.open.open((this.#exposed = new Set()))
  }

  add(identifiers: Iterable<string>): void {
    const added = [...identifiers]
    for (const identifier of added) this.savepoints.add(identifier)
    if (this.#exposed) for (const identifier of withTables(added)) this.#exposed.add(identifier)
    this.#unrecorded.push(...this.#record.admit(added))
    if (this.#unrecorded.length > 0) this.#recording ??= this.#write()
  }

  /**
   * Resolves when the store has, or has refused, the record of everything so far.
   * @returns why it was refused, if it was
   */
  async recorded(): Promise<unknown> {
    while (this.#recording) await this.#recording
    return this.#recordError
  }

  /**
   * Before COMMIT: what could not be recorded during the flush, or was lost since, is tried once more.
   * @returns why the record is not complete, if it is not
   */
  async confirmed(): Promise<unknown> {
    await this.recorded()
    try {
      if (!this.#record.isEmpty) await this.#ledger.records.confirm(this.id)
      this.#recordError = undefined
    } catch (cause) {
      this.#recordError = cause
    }
    return this.#recordError
  }

  /** What the transaction has changed, with tables. */
  changed(): Set<string> {
    return withTables([...this.savepoints.identifiers(), ...(this.#exposed ?? [])])
  }

  /** The transaction has committed: bumps what it changed, and removes the record. */
  async bump(): Promise<void> {
    if (!(await this.#end())) return
    const changed = this.changed()
    if (changed.size === 0) await this.#discardRecord()
    else {
      await this.#ledger.delivery.deliver(changed, this.#record.isEmpty ? undefined : this.id)
      this.#ledger.records.release(this.id)
    }
    this.#close()
  }

  /** Nobody knows whether the transaction has committed, or will: bumps now, and again when the lease has ended. */
  async bumpUnknown(): Promise<void> {
    if (!(await this.#end())) return
    const changed = this.changed()
    await this.#ledger.delivery.deliver(changed)
    if (changed.size === 0) await this.#discardRecord()
    else this.#ledger.records.abandon(this.id, changed)
    this.#close()
  }

  /** The transaction was rolled back. */
  async drop(): Promise<void> {
    // Others may have cached what they saw of it: then its end is a change like a commit.
    if (this.#exposed) return this.bump()
    if (await this.#end()) await this.#discardRecord()
  }

  async #end(): Promise<boolean> {
    if (this.#ended) return false
    this.#ended = true
    await this.recorded()
    return true
  }

  /** Sends what a pass of hooks has added with one command, without making the flush wait. */
  async #write(): Promise<void> {
    await Promise.resolve()
    const identifiers = this.#unrecorded
    this.#unrecorded = []
    try {
      await this.#ledger.records.write(this.id, identifiers)
    } catch (cause) {
      this.#recordError = cause
      report(this.#ledger.events, 'A change set could not be recorded', cause)
    }
    this.#recording = this.#unrecorded.length > 0 ? this.#write() : undefined
  }

  async #discardRecord(): Promise<void> {
    if (!this.#record.isEmpty) await this.#ledger.records.discard(this.id)
  }

  #close(): void {
    if (this.#exposed) this.#ledger.open.close(this.#exposed)
  }
}
