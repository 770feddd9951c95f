import type { ChangeLedger } from './change-ledger'
import { Changes } from './changes'
import { newChangeSetId } from './change-set-id'
import { RecordContents } from './record-contents'
import { writerNote } from './record-notes'

/**
 * The record of one statement outside a transaction. It is sent before the statement and says what that may change;
 * what it did change is bumped after it, and the record removed with it.
 */
export class StatementChanges {
  readonly #ledger: ChangeLedger
  readonly #id = newChangeSetId()
  /** What the statement may change. */
  readonly #announced: readonly string[]
  readonly #recording: Promise<void>

  /** @param writer names the database connection, for `WriterWatch` */
  constructor(ledger: ChangeLedger, identifiers: readonly string[], writer: string | undefined) {
    this.#ledger = ledger
    this.#announced = new RecordContents().admit(identifiers)
    const notes = writer === undefined ? [] : [writerNote(writer)]
    this.#recording = ledger.records.write(this.#id, [...notes, ...this.#announced], false)
    // Whoever needs to know asks for it; others must not be told by a process that ends.
    this.#recording.catch(() => undefined)
  }

  /** Rejects when the store has not taken the record. */
  recorded(): Promise<void> {
    return this.#recording
  }

  /** The statement was executed. */
  async bump(changed: Changes): Promise<void> {
    await this.#hasArrived()
    const isRecordSettled = changed.identifiers.size > 0
    // First, as a transaction does.
    if (isRecordSettled) this.#ledger.records.release(this.#id)
    else await this.#ledger.records.discard(this.#id)
    await this.#ledger.delivery.deliver(changed, isRecordSettled ? this.#id : undefined)
  }

  /** The statement was not executed, or belongs to a transaction. */
  async discard(): Promise<void> {
    await this.#hasArrived()
    await this.#ledger.records.discard(this.#id)
  }

  /** Nobody knows whether the statement was executed, or still will be. */
  async abandon(): Promise<void> {
    const changed = new Changes(this.#announced).addGlobal()
    await this.#hasArrived()
    await this.#ledger.deliverRepeatedly(changed)
    await this.#ledger.records.abandon(this.#id, 'sent')
  }

  /** A record that arrived after its removal would be repaired for nothing. */
  async #hasArrived(): Promise<void> {
    await this.#recording.catch(() => undefined)
  }
}
