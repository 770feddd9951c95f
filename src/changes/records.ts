import type { EventHub } from '../events'
import type { ChangeLog } from '../tokens/change-log'
import type { TokenStore } from '../tokens/token-store'
import { Changes } from './changes'
import { Leases } from './leases'
import { type Left, leftNote } from './record-notes'
import { Repairer } from './repairer'
import { reporting } from './report'
import type { TokenChanges } from './token-changes'
import type { WriterWatch } from './writer-watch'

/** Where change sets are written ahead, so that somebody else can bump them. */
export interface Records {
  /** How many records of this process are open. */
  readonly open: number
  /**
   * Adds to a record, and writes again what may be missing of it. Rejects when the store did not take it.
   *
   * @param isCertain whether the store must have said just now that it has all of it
   */
  write(changeSet: string, identifiers: readonly string[], isCertain: boolean): Promise<void>
  /** The change set is committed: its record is about to be settled, and others may do so as well from now on. */
  release(changeSet: string): void
  /** What was recorded did not happen. */
  discard(changeSet: string): Promise<void>
  /** The change set may still be committed: repairers bump what its record names, as long as it can be. */
  abandon(changeSet: string, left: Left): Promise<void>
  /** The part of the changes that only this process knows, because no record names it. */
  unrecorded(changes: Changes): Changes
  /** The store is back: makes sure of all records. */
  restore(): Promise<void>
  /** Looks after the records of others from now on, whose writers may have died. */
  attend(): void
  /** Looks after its own records alone. */
  rest(): void
  stop(): void
}

/** Records in the token store. */
export class StoredRecords implements Records {
  readonly #log: ChangeLog
  readonly #events: EventHub
  readonly #leases: Leases
  readonly #repairer: Repairer

  constructor(
    log: TokenStore & ChangeLog,
    changes: TokenChanges,
    leaseMs: number,
    events: EventHub,
    writers: WriterWatch,
  ) {
    this.#log = log
    this.#events = events
    this.#leases = new Leases(log, leaseMs, events)
    this.#repairer = new Repairer(log, changes, leaseMs, events, writers)
  }

  get open(): number {
    return this.#leases.held
  }

  write(changeSet: string, identifiers: readonly string[], isCertain: boolean): Promise<void> {
    this.attend()
    return this.#leases.write(changeSet, identifiers, isCertain)
  }

  release(changeSet: string): void {
    this.#leases.release(changeSet)
  }

  async discard(changeSet: string): Promise<void> {
    this.#leases.release(changeSet)
    await reporting(this.#events, 'A record could not be removed', () => this.#log.discard([changeSet]))
  }

  /** The record stays until another process finds it overdue. */
  async abandon(changeSet: string, left: Left): Promise<void> {
    await reporting(this.#events, 'A record could not be left to others', () =>
      this.#leases.leave(changeSet, leftNote(left)),
    )
  }

  /** Records don't name tags of handlers: a repairer has no such handler. */
  unrecorded({ tags }: Changes): Changes {
    return new Changes([], tags)
  }

  restore(): Promise<void> {
    return this.#leases.restore()
  }

  attend(): void {
    this.#repairer.start()
  }

  rest(): void {
    this.#repairer.stop()
  }

  stop(): void {
    this.#leases.stop()
    this.#repairer.stop()
  }
}

/** For a store without records: what is left to chance is bumped again by this process, if it lives. */
export class NoRecords implements Records {
  readonly open = 0

  async write(): Promise<void> {
    // There is nowhere to write to.
  }

  release(): void {
    // There is no lease.
  }

  async discard(): Promise<void> {
    // There is no record.
  }

  async abandon(): Promise<void> {
    // There is no record.
  }

  unrecorded(changes: Changes): Changes {
    return changes
  }

  async restore(): Promise<void> {
    // There is nothing to make sure of.
  }

  attend(): void {
    // There are no others.
  }

  rest(): void {
    // There are no others.
  }

  stop(): void {
    // There is no lease.
  }
}
