import type { EventHub } from '../events'
import { AgreedScopesSource } from '../tokens/agreed-scopes-source'
import { isChangeLog } from '../tokens/change-log'
import { type NearReads, nearReadsOf } from '../tokens/near-tokens'
import { ScopeAgreement } from '../tokens/scope-agreement'
import type { TokenSource } from '../tokens/token-source'
import type { TokenStore } from '../tokens/token-store'
import { listsWriters } from '../tokens/writer-list'
import { watchAvailability } from './availability-watch'
import type { Changes } from './changes'
import { Delivery } from './delivery'
import { GuardedTokenSource } from './guarded-token-source'
import { LateRecords } from './late-records'
import { OpenChanges } from './open-changes'
import { NoRecords, type Records, StoredRecords } from './records'
import { reporting } from './report'
import { TokenChanges } from './token-changes'
import type { WriterWatch } from './writer-watch'

export interface LedgerOptions {
  readonly deadlineMs: number
  readonly leaseMs: number
  /** Whether a write that can't be recorded is refused, where refusing it loses nothing. */
  readonly rejectsUnrecorded: boolean
  /** The scopes that this process keeps, by their bulk identifiers; `undefined` while it can't know any. */
  readonly keptScopes: () => readonly string[] | undefined
}

/** Where change sets go, and where tokens are read meanwhile: shared by all transactions of one `Alkey`. */
export class ChangeLedger {
  readonly events: EventHub
  readonly delivery: Delivery
  readonly open = new OpenChanges()
  readonly records: Records
  readonly late = new LateRecords()
  readonly source: TokenSource
  /** Reads past what the store keeps in this process. */
  readonly freshSource: TokenSource
  readonly rejectsUnrecorded: boolean
  readonly #changes: TokenChanges
  readonly #stopWatching: () => void

  constructor(store: TokenStore, options: LedgerOptions, events: EventHub, writers: WriterWatch) {
    const { deadlineMs, leaseMs, rejectsUnrecorded, keptScopes } = options
    this.events = events
    this.rejectsUnrecorded = rejectsUnrecorded
    this.#changes = new TokenChanges(store, leaseMs, keptScopes)
    this.delivery = new Delivery(this.#changes, deadlineMs, leaseMs, events)
    this.records = isChangeLog(store)
      ? new StoredRecords(store, this.#changes, leaseMs, events, writers)
      : new NoRecords()
    const agreement = listsWriters(store) ? new ScopeAgreement(store, events) : undefined
    const sourceOf = (near?: NearReads): TokenSource => {
      const source = new GuardedTokenSource(store, this.delivery.tokens, this.records, this.open, near)
      return agreement ? new AgreedScopesSource(source, agreement) : source
    }
    const near = nearReadsOf(store)
    this.freshSource = sourceOf()
    this.source = near ? sourceOf(near) : this.freshSource
    this.#stopWatching = watchAvailability(store, events, this.delivery.tokens, this.records)
  }

  /** For changes that may still be committed: delivers them now, and those that no record names again and again. */
  async deliverRepeatedly(changes: Changes): Promise<void> {
    const delivered = this.delivery.deliver(changes)
    // Before anything is waited for, which may take its time.
    this.delivery.repeat(this.records.unrecorded(changes))
    await delivered
  }

  /** Looks after its own records alone from now on, and tries for at most `deadlineMs` to deliver what is owed. */
  async rest(deadlineMs: number): Promise<void> {
    this.records.rest()
    await this.delivery.drain(deadlineMs, Promise.resolve())
  }

  /** Waits for `last`, tries for at most `deadlineMs` to deliver what is owed, and then does nothing any more. */
  async end(deadlineMs: number, last: Promise<unknown>): Promise<void> {
    await this.delivery.drain(deadlineMs, last)
    this.delivery.stop()
    this.records.stop()
    await reporting(this.events, 'The list of writers could not be left', () => this.#changes.leave())
    this.#stopWatching()
  }
}
