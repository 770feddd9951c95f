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
  #recording: Promise<void> = Promise.resolve()
  /** Rows that were announced and that no hook has told of yet. */
  #underway = 0
  /** Statements sent to the database that it has not answered. */
  #unanswered = 0
  #hasWritten = false
  #hasFailed = false

  constructor(ledger: ChangeLedger) {
    this.#ledger = ledger
  }

  /** A row is about to be written. Rejects when the store does not take the record. */
  announce(identifiers: readonly string[]): Promise<void> {
    this.#underway++
    const news = identifiers.filter((identifier) => !this.#announced.has(identifier))
    if (news.length === 0) return this.#recording
    for (const identifier of news) this.#announced.add(identifier)
    const written = this.#ledger.records.write(this.#id, news)
    this.#recording = Promise.all([this.#recording, written]).then(() => undefined)
    // Whoever needs to know asks for it; others must not be told by a process that ends.
    this.#recording.catch(() => undefined)
    return this.#recording
  }

  sent(): void {
    this.#unanswered++
  }

  written(): void {
    this.#unanswered--
    this.#hasWritten = true
  }

  /** Whether hooks will tell of nothing any more, since a statement has failed and none is unanswered. */
  get isOver(): boolean {
    return this.#hasFailed && this.#unanswered <= 0
  }

  /** Whether `count` more rows told of are the last. */
  countDown(count: number): boolean {
    this.#underway -= count
    return this.#underway <= 0
  }

  /** Bumps what hooks have told of; with the last of them the record goes. */
  async bump(changed: ReadonlySet<string>, isLast: boolean): Promise<void> {
    await this.#recorded()
    if (!isLast) await this.#ledger.delivery.deliver(changed)
    else if (changed.size === 0) await this.#ledger.records.discard(this.#id)
    else {
      await this.#ledger.delivery.deliver(changed, this.#id)
      this.#ledger.records.release(this.#id)
    }
  }

  /** A statement has failed, so that hooks for it, and for others beside it, will never run. */
  failed(): void {
    this.#unanswered--
    this.#hasFailed = true
  }

  /** Nothing more will be told: bumps whatever may have been written. */
  async end(oldParents: readonly string[]): Promise<void> {
    await this.#recorded()
    if (!this.#hasWritten) await this.#ledger.records.discard(this.#id)
    else await this.bump(withTables([...this.#announced, ...oldParents]), true)
  }

  /** Nobody knows what was written, or still will be. */
  async abandon(oldParents: readonly string[]): Promise<void> {
    // Without a statement in the air it is known.
    if (this.#unanswered <= 0) return this.end(oldParents)
    await this.#recorded()
    const changed = withTables([...this.#announced, ...oldParents])
    await this.#ledger.delivery.deliver(changed)
    this.#ledger.records.abandon(this.#id, changed)
  }

  /** A record that arrived after its removal would be repaired for nothing. */
  async #recorded(): Promise<void> {
    await this.#recording.catch(() => undefined)
  }
}
