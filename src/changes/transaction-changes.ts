import { randomBytes } from 'node:crypto'
import { withTables } from '../identifiers/identifier'
import { type ChangeLedger, reporting } from './change-ledger'
import { SavepointStack } from './savepoint-stack'

/**
 * The change set of one transaction: collected while it runs, recorded in the store as it grows, bumped once it has
 * committed or its end is unknown, dropped when it was rolled back.
 */
export class TransactionChanges {
  readonly id = randomBytes(12).toString('base64url')
  readonly savepoints = new SavepointStack()
  /** Whether the next COMMIT is this transaction's own, and not that of a savepoint. */
  isCommitting = false
  readonly #ledger: ChangeLedger
  /** What other flows can see of this transaction, rolled-back savepoints included; absent on a connection of its own. */
  readonly #exposed: Set<string> | undefined
  readonly #recorded = new Set<string>()
  readonly #unrecorded = new Set<string>()
  #recording: Promise<void> | undefined
  #ended = false

  /** @param isShared whether other flows use the same database connection and see what is not committed */
  constructor(ledger: ChangeLedger, isShared: boolean) {
    this.#ledger = ledger
    if (isShared) ledger.open.open((this.#exposed = new Set()))
  }

  add(identifiers: Iterable<string>): void {
    for (const identifier of identifiers) {
      this.savepoints.add(identifier)
      if (!this.#recorded.has(identifier)) this.#unrecorded.add(identifier)
    }
    if (this.#exposed) for (const identifier of withTables(identifiers)) this.#exposed.add(identifier)
    if (this.#unrecorded.size > 0) this.#recording ??= this.#record()
  }

  /** Resolves when the store has, or has refused, the record of everything so far. */
  async recorded(): Promise<void> {
    while (this.#recording) await this.#recording
  }

  /** The transaction has committed, or may have: bumps what it changed, and removes the record. */
  async bump(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    await this.recorded()
    const changed = withTables(this.savepoints.identifiers())
    for (const identifier of this.#exposed ?? []) changed.add(identifier)
    await this.#ledger.delivery.deliver(changed, this.#recorded.size > 0 ? this.id : undefined)
    if (changed.size === 0) await this.#discardRecord()
    this.#close()
  }

  /** The transaction was rolled back. */
  async drop(): Promise<void> {
    // Others may have cached what they saw of it: then its end is a change like a commit.
    if (this.#exposed) return this.bump()
    if (this.#ended) return
    this.#ended = true
    await this.recorded()
    await this.#discardRecord()
  }

  /** Sends what a pass of hooks has added with one command, without making the flush wait. */
  async #record(): Promise<void> {
    const { log, events } = this.#ledger
    await Promise.resolve()
    const identifiers = [...this.#unrecorded]
    this.#unrecorded.clear()
    for (const identifier of identifiers) this.#recorded.add(identifier)
    if (log) await reporting(events, 'A change set could not be recorded', () => log.record(this.id, identifiers))
    this.#recording = this.#unrecorded.size > 0 ? this.#record() : undefined
  }

  async #discardRecord(): Promise<void> {
    const { log, events } = this.#ledger
    if (!log || this.#recorded.size === 0) return
    await reporting(events, 'The record of a rolled-back change set could not be removed', () => log.discard(this.id))
  }

  #close(): void {
    if (this.#exposed) this.#ledger.open.close(this.#exposed)
  }
}
