import { EVERYTHING } from '../identifiers/identifier'
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
  #unrecorded: string[] = []
  #recording: Promise<void> | undefined
  #recordError: unknown
  #isConfirmed = false
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
  add(identifiers: Iterable<string>, tags: Iterable<Versioned> = []): void {
    const added = new Changes(identifiers, tags)
    this.savepoints.add(added.identifiers, added.tags)
    this.#exposed?.addAll(added.withGlobal())
    this.#announce([...added.identifiers])
  }

  /** Adds rows whose parents are read before COMMIT. Until then all possible ones count. */
  readLater(rows: readonly UnreadRow[]): void {
    for (const row of rows) {
      this.savepoints.unread.add(row)
      if (!this.#exposed) continue
      this.#exposedUnread.set(row.row, row)
      for (const identifier of row.inBulk) this.#exposedInBulk.add(identifier)
    }
    this.#announce(rows.flatMap(({ inBulk }) => inBulk))
  }

  /** The parents of all those rows have been read. The record need not be told: it names all possible ones. */
  addRead(identifiers: readonly string[]): void {
    for (const { row } of this.savepoints.allUnread()) this.#exposedUnread.delete(row)
    this.savepoints.addRead(identifiers)
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
    if (this.#isConfirmed) return undefined
    await this.recorded()
    try {
      if (!this.#record.isEmpty) await this.#ledger.records.confirm(this.id, this.#ledger.rejectsUnrecorded)
      this.#recordError = undefined
      this.#isConfirmed = true
    } catch (cause) {
      this.#recordError = cause
    }
    return this.#recordError
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
    const changed = this.savepoints.changes()
    if (this.#exposed) changed.addAll(this.#exposed)
    for (const { inBulk } of [...this.savepoints.allUnread(), ...this.#exposedUnread.values()]) changed.add(inBulk)
    return changed.withGlobal()
  }

  /** The transaction has committed: bumps what it changed, and removes the record. */
  async bump(): Promise<void> {
    if (!(await this.#end())) return
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
    if (!(await this.#end())) return
    const changed = this.changed()
    await this.#ledger.deliverRepeatedly(changed)
    if (changed.identifiers.size === 0) await this.#discardRecord()
    else await this.#ledger.records.abandon(this.id, left)
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

  /** Has the record name what may be bumped. */
  #announce(identifiers: readonly string[]): void {
    if (identifiers.length > 0) this.#isConfirmed = false
    this.#unrecorded.push(...this.#record.admit(identifiers))
    if (this.#unrecorded.length > 0) this.#recording ??= this.#write()
  }

  /** Sends what a pass of hooks has added with one command, without making the flush wait. */
  async #write(): Promise<void> {
    await Promise.resolve()
    const identifiers = [...this.#notes.splice(0), ...this.#unrecorded]
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
