import { randomBytes } from 'node:crypto'
import { withTables } from '../identifiers/identifier'
import type { ChangeLedger } from './change-ledger'

/**
 * The record of statements outside a transaction. It is sent before them and says by table what they may change; what
 * they did change is bumped after them, and the record removed with it.
 */
export class StatementChanges {
  readonly #ledger: ChangeLedger
  readonly #id = randomBytes(12).toString('base64url')
  readonly #announced = new Set<string>()
  #recording: Promise<unknown> = Promise.resolve()
  #underway = 0
  #hasWritten = false

  constructor(ledger: ChangeLedger) {
    this.#ledger = ledger
  }

  /** A statement is about to be sent. Rejects when the store does not take the record. */
  async announce(identifiers: readonly string[]): Promise<void> {
    this.#underway++
    const news = identifiers.filter((identifier) => !this.#announced.has(identifier))
    if (news.length === 0) return
    for (const identifier of news) this.#announced.add(identifier)
    const written = this.#ledger.records.write(this.#id, news)
    this.#recording = Promise.allSettled([this.#recording, written])
    await written
  }

  /** A statement has succeeded, though its hooks may not have run yet. */
  written(): void {
    this.#hasWritten = true
  }

  /** `count` statements have told what they changed. @returns whether none is under way any more */
  async finish(count: number, changed: ReadonlySet<string>): Promise<boolean> {
    this.#underway -= count
    // A record that arrives after its removal would be repaired for nothing.
    await this.#recording
    const isLast = this.#underway <= 0
    const isRecorded = isLast && this.#announced.size > 0
    if (isRecorded && changed.size === 0) await this.#ledger.records.discard(this.#id)
    await this.#ledger.delivery.deliver(changed, isRecorded ? this.#id : undefined)
    if (isRecorded) this.#ledger.records.release(this.#id)
    return isLast
  }

  /** A statement has failed, so that hooks for it, and perhaps for others before it, will never run. */
  async fail(isRefused: boolean, oldParents: readonly string[]): Promise<void> {
    await this.#recording
    const changed = withTables([...this.#announced, ...oldParents])
    if (isRefused && !this.#hasWritten) return this.#ledger.records.discard(this.#id)
    await this.#ledger.delivery.deliver(changed, isRefused ? this.#id : undefined)
    if (isRefused) this.#ledger.records.release(this.#id)
    else this.#ledger.records.abandon(this.#id, changed)
  }
}
