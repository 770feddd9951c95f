import { EVERYTHING, withGlobal } from '../identifiers/identifier'
import type { Versioned } from '../tokens/versioned-part'
import type { ChangeLedger } from './change-ledger'
import { newChangeSetId } from './change-set-id'
import { RecordContents } from './record-contents'
import { type Left, writerNote } from './record-notes'
import { report } from './report'
import { SavepointStack } from './savepoint-stack'
import { TagMap, unique } from './tag-map'
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
  readonly #exposed: Set<string> | undefined
  /** The same for tags that cache handlers keep. */
  readonly #exposedTags = new TagMap<Versioned>()
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
    if (isShared) ledger.open.open((this.#exposed = new Set()), this.#exposedInBulk)
  }

  add(identifiers: Iterable<string>): void {
    const added = [...identifiers]
    for (const identifier of added) this.savepoints.add(identifier)
    if (this.#exposed) for (const identifier of withGlobal(added)) this.#exposed.add(identifier)
    this.#announce(added)
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

  /** Tags that cache handlers keep. No record names them: who reads it has no such handler. */
  addTags(tags: Iterable<Versioned>): void {
    for (const tag of tags) {
      this.savepoints.addTag(tag)
      if (this.#exposed) this.#exposedTags.set(tag, tag)
    }
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
    return !this.savepoints.isEmpty || (this.#exposed?.size ?? 0) > 0
  }

  /** Whether it has changed one of these. */
  hasChanged(identifiers: readonly string[]): boolean {
    if (!this.hasChanges) return false
    const changed = this.changed()
    return changed.has(EVERYTHING) || identifiers.some((identifier) => changed.has(identifier))
  }

  /** What the transaction has changed. */
  changed(): Set<string> {
    const unread = [...this.savepoints.allUnread(), ...this.#exposedUnread.values()]
    return withGlobal([
      ...this.savepoints.identifiers(),
      ...(this.#exposed ?? []),
      ...unread.flatMap(({ inBulk }) => inBulk),
    ])
  }

  /** The tags that it has changed. */
  tags(): Versioned[] {
    return unique([...this.savepoints.tags(), ...this.#exposedTags.values()])
  }

  /** The transaction has committed: bumps what it changed, and removes the record. */
  async bump(): Promise<void> {
    if (!(await this.#end())) return
    const changed = this.changed()
    const incremented = this.#ledger.tags.increment(this.tags())
    if (changed.size === 0) await this.#discardRecord()
    else {
      // First: a renewal that found the record settled already would take it for lost, and write it again.
      this.#ledger.records.release(this.id)
      await this.#ledger.delivery.deliver(changed, this.#record.isEmpty ? undefined : this.id)
    }
    await incremented
    this.#close()
  }

  /** It may have ended, or may go on: bumps what it has changed so far, and keeps it. */
  async bumpSoFar(): Promise<void> {
    await Promise.all([this.#ledger.delivery.deliver(this.changed()), this.#ledger.tags.increment(this.tags())])
  }

  /** Nobody knows whether the transaction has committed, or will: bumps now, and again until it can't any more. */
  async bumpUnknown(left: Left = 'sent'): Promise<void> {
    if (!(await this.#end())) return
    const changed = this.changed()
    await Promise.all([this.#ledger.delivery.deliver(changed), this.#ledger.tags.incrementRepeatedly(this.tags())])
    if (changed.size === 0) await this.#discardRecord()
    else await this.#ledger.records.abandon(this.id, changed, left)
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
