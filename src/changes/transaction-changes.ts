import { EVERYTHING, GLOBAL } from '../identifiers/identifier'
import type { Versioned } from '../tokens/versioned-part'
import type { ChangeLedger } from './change-ledger'
import { Changes } from './changes'
import { newChangeSetId } from './change-set-id'
import { RecordContents } from './record-contents'
import { type Left, writerNote } from './record-notes'
import { report } from './report'
import { SavepointStack } from './savepoint-stack'
import type { TransactionSettings } from './transaction-settings'
import type { UnreadRow } from './unread-rows'

/**
 * The change set of one transaction: collected while it runs, recorded in the store as it grows, bumped once it has
 * committed, bumped several times if nobody knows its end, dropped when it was rolled back.
 */
export class TransactionChanges {
  readonly id = newChangeSetId()
  readonly savepoints = new SavepointStack()
  /** The savepoint that has begun the transaction, where one can. */
  begunBy: string | undefined
  /** Filled in by the code that follows the transaction's connection. */
  readonly settings: TransactionSettings = { level: undefined, areNamesMoved: false, isRoleChanged: false }
  readonly #ledger: ChangeLedger
  /** What other flows can see of this transaction, rolled-back savepoints included; absent on a connection of its own. */
  readonly #exposed: Changes | undefined
  /** The rows that they can see, and whose parents were not read; and what stands for these. */
  readonly #exposedUnread = new Map<string, UnreadRow>()
  readonly #exposedInBulk = new Set<string>()
  readonly #record = new RecordContents()
  /** What the record says besides. */
  readonly #notes: string[] = []
  /** The record that is on its way to the store. */
  #recording: Promise<void> | undefined
  #recordError: unknown
  /** Whether there are changes that the record was not asked to name. */
  #isUnrecorded = false
  /** Whether the store has said that it has all of the record, and was not asked before. */
  #isCertain = false
  /** Whether a COMMIT may be on its way. */
  #isConfirming = false
  #ended = false

  /**
   * @param isShared whether other flows use the same database connection and see what is not committed
   * @param writer names the database connection, for `WriterWatch`
   */
  constructor(ledger: ChangeLedger, isShared: boolean, writer: string | undefined) {
    this.#ledger = ledger
    if (writer !== undefined) this.#notes.push(writerNote(writer))
    if (isShared) ledger.open.open((this.#exposed = new Changes()), this.#exposedInBulk)
  }

  /** The record names no tags that cache handlers keep: who reads it has no such handler. */
  add(identifiers: readonly string[] | ReadonlySet<string>, tags: readonly Versioned[] = []): void {
    this.savepoints.add(identifiers, tags)
    this.#exposed?.addAll(new Changes(identifiers, tags).addGlobal())
    const count = 'size' in identifiers ? identifiers.size : identifiers.length
    if (count > 0) this.#announce()
  }

  /** Adds rows whose parents are read before COMMIT. Until then all possible ones count. */
  readLater(rows: readonly UnreadRow[]): void {
    for (const row of rows) {
      this.savepoints.unread.add(row)
      if (!this.#exposed) continue
      this.#exposedUnread.set(row.row, row)
      for (const identifier of row.inBulk) this.#exposedInBulk.add(identifier)
    }
    if (rows.length > 0) this.#announce()
  }

  /** The parents of all those rows have been read. The record need not be told: it names all possible ones. */
  addRead(identifiers: readonly string[]): void {
    for (const { row } of this.savepoints.allUnread()) this.#exposedUnread.delete(row)
    this.savepoints.addRead(identifiers)
  }

  /** Whether there is anything that a COMMIT must wait for: changes that the store was not asked to record, or did not. */
  get isUnconfirmed(): boolean {
    if (this.#isUnrecorded || this.#recording) return true
    return this.#ledger.rejectsUnrecorded && !this.#isCertain && !this.#record.isEmpty
  }

  /**
   * Before COMMIT: resolves when the store has, or has refused, the record of everything so far.
   * @returns why the record is not complete, if it is not
   */
  async confirmed(): Promise<unknown> {
    this.#isConfirming = true
    while (this.#recording) await this.#recording
    if (this.isUnconfirmed) await this.#write(this.#ledger.rejectsUnrecorded)
    return this.#recordError
  }

  /** Sends the record of everything so far. Does not wait for the store. */
  recordNow(): void {
    if (this.#isUnrecorded && !this.#recording && !this.#ended) void this.#write(false)
  }

  /** Whether it has written anything that was not rolled back, also what changes no key. */
  get hasWritten(): boolean {
    return this.savepoints.hasWritten || this.hasChanges
  }

  /** Whether it has changed anything that was not rolled back. */
  get hasChanges(): boolean {
    return this.savepoints.hasIdentifiers || (this.#exposed?.identifiers.size ?? 0) > 0
  }

  /** Whether it has changed one of these. */
  hasChanged(identifiers: readonly string[]): boolean {
    if (!this.hasChanges) return false
    const changed = this.changed().identifiers
    return changed.has(EVERYTHING) || identifiers.some((identifier) => changed.has(identifier))
  }

  /** What the transaction has changed. */
  changed(): Changes {
    return this.#changed().addGlobal()
  }

  /** The transaction has committed: bumps what it changed, and removes the record. */
  async bump(): Promise<void> {
    if (this.#ended) return
    const written = this.#end()
    if (written) await written
    const changed = this.changed()
    const isRecordSettled = changed.identifiers.size > 0 && !this.#record.isEmpty
    // First: a renewal that found the record settled already would take it for lost, and write it again.
    if (isRecordSettled) this.#ledger.records.release(this.id)
    const delivered = this.#ledger.delivery.deliver(changed, isRecordSettled ? this.id : undefined)
    if (!isRecordSettled) await this.#discardRecord()
    await delivered
    this.#close()
  }

  /** It may have ended, or may go on: bumps what it has changed so far, and keeps it. */
  async bumpSoFar(): Promise<void> {
    await this.#ledger.delivery.deliver(this.changed())
  }

  /** Nobody knows whether the transaction has committed, or will: bumps now, and again until it can't any more. */
  async bumpUnknown(left: Left = 'sent'): Promise<void> {
    if (this.#ended) return
    await this.#end()
    const changed = this.changed()
    await this.#ledger.deliverRepeatedly(changed)
    if (changed.identifiers.size === 0) await this.#discardRecord()
    else {
      if (this.#isUnrecorded) await this.#write(false)
      await this.#ledger.records.abandon(this.id, left)
    }
    this.#close()
  }

  /** The transaction was rolled back. */
  async drop(): Promise<void> {
    // Others may have cached what they saw of it: then its end is a change like a commit.
    if (this.#exposed) return this.bump()
    if (this.#ended) return
    await this.#end()
    await this.#discardRecord()
  }

  /** What the record must name: who reads it adds the global token to what changes that. */
  #recordable(): ReadonlySet<string> {
    const sole = this.#exposed ? undefined : this.savepoints.soleIdentifiers
    if (sole && this.savepoints.unread.isEmpty) return sole
    const { identifiers } = this.#changed()
    if (this.#exposed && !this.savepoints.changes().identifiers.has(GLOBAL)) identifiers.delete(GLOBAL)
    return identifiers
  }

  #changed(): Changes {
    const changed = this.savepoints.changes()
    if (this.#exposed) changed.addAll(this.#exposed)
    for (const { inBulk } of this.savepoints.allUnread()) changed.add(inBulk)
    for (const { inBulk } of this.#exposedUnread.values()) changed.add(inBulk)
    return changed
  }

  /** @returns what waits for the record that is on its way, if one is */
  #end(): Promise<void> | undefined {
    this.#ended = true
    this.#ledger.late.delete(this)
    return this.#recording
  }

  /** There is more that the record must name before it is committed. */
  #announce(): void {
    this.#isUnrecorded = true
    this.#isCertain = false
    if (this.#isConfirming) this.recordNow()
    else this.#ledger.late.add(this)
  }

  /** @param isCertain whether the store must say now that it has all of the record, whatever it has said before */
  #write(isCertain: boolean): Promise<void> {
    this.#ledger.late.delete(this)
    this.#isUnrecorded = false
    const admitted = this.#record.admit(this.#recordable())
    // All of it may have been rolled back.
    if (this.#record.isEmpty) return Promise.resolve()
    const written = this.#ledger.records.write(this.id, [...this.#notes.splice(0), ...admitted], isCertain)
    return (this.#recording = written.then(
      () => {
        this.#written(isCertain, undefined)
      },
      (cause: unknown) => {
        this.#written(false, cause)
        report(this.#ledger.events, 'A change set could not be recorded', cause)
      },
    ))
  }

  #written(isCertain: boolean, error: unknown): void {
    this.#recording = undefined
    this.#recordError = error
    this.#isCertain = isCertain && !this.#isUnrecorded
    // Before COMMIT it is tried once more.
    if (error !== undefined && !this.#isConfirming) this.#isUnrecorded = true
    if (this.#isConfirming) this.recordNow()
    else if (error === undefined && this.#isUnrecorded) this.#ledger.late.add(this)
  }

  async #discardRecord(): Promise<void> {
    if (!this.#record.isEmpty) await this.#ledger.records.discard(this.id)
  }

  #close(): void {
    if (this.#exposed) this.#ledger.open.close(this.#exposed)
  }
}
