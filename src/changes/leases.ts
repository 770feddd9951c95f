import type { EventHub } from '../events'
import type { ChangeLog } from '../tokens/change-log'
import { report } from './report'

/**
 * Keeps the records of change sets whose writer, this process, is still at work: renews their leases, and writes those
 * again that were not taken, were repaired by others during an outage, or were lost.
 */
export class Leases {
  readonly #log: ChangeLog
  readonly #leaseMs: number
  readonly #events: EventHub
  readonly #held = new Map<string, HeldRecord>()
  #timer: NodeJS.Timeout | undefined

  constructor(log: ChangeLog, leaseMs: number, events: EventHub) {
    this.#log = log
    this.#leaseMs = leaseMs
    this.#events = events
  }

  /**
   * Adds to a record. Rejects when the store did not take it; it is tried again as long as the change set is held.
   *
   * @param isCertain whether all of it is written in any case: the store may have lost it, or part of it, unnoticed since,
   * by a restart, a failover, a flush or an eviction; else what may be missing for all that is known here
   */
  write(changeSet: string, identifiers: readonly string[], isCertain: boolean): Promise<void> {
    const record = this.#held.get(changeSet) ?? { contents: new Set(), isDoubtful: false, isLeft: false }
    for (const identifier of identifiers) record.contents.add(identifier)
    if (record.contents.size === 0) return Promise.resolve()
    this.#held.set(changeSet, record)
    this.#timer ??= setInterval(() => void this.#renew(), this.#leaseMs / 3).unref()
    return this.#record(changeSet, record, isCertain || record.isDoubtful ? [...record.contents] : identifiers)
  }

  /** How many records are held. */
  get held(): number {
    return this.#held.size
  }

  /** Leaves a record to whoever finds it overdue, with a note, as soon as the store has it. */
  async leave(changeSet: string, note: string): Promise<void> {
    const record = this.#held.get(changeSet)
    if (!record) return
    record.contents.add(note)
    record.isDoubtful = record.isLeft = true
    await this.#confirm(changeSet, record)
  }

  /** Renews all leases now, as after an outage: others may have repaired the records meanwhile. */
  restore(): Promise<void> {
    return this.#held.size > 0 ? this.#renew() : Promise.resolve()
  }

  /** Renews the lease no more: the record is settled, or left to whoever finds it overdue. */
  release(changeSet: string): void {
    this.#held.delete(changeSet)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  async #renew(): Promise<void> {
    const held = [...this.#held.keys()]
    // Not as soon as there is none: the next one mostly comes before long.
    if (held.length === 0) {
      this.stop()
      return
    }
    try {
      this.#doubt(await this.#log.renew(held, this.#leaseMs))
      for (const [changeSet, record] of [...this.#held]) await this.#confirm(changeSet, record)
    } catch (cause) {
      // Longer than a lease, and others will have repaired them.
      this.#doubt(held)
      report(this.#events, 'Leases of records could not be renewed', cause)
    }
  }

  /** Writes again what may be missing. */
  async #confirm(changeSet: string, record: HeldRecord): Promise<void> {
    if (record.isDoubtful && this.#held.get(changeSet) === record)
      await this.#record(changeSet, record, [...record.contents])
  }

  async #record(changeSet: string, record: HeldRecord, identifiers: readonly string[]): Promise<void> {
    if (identifiers.length === 0) return
    try {
      await this.#log.record(changeSet, identifiers, this.#leaseMs)
    } catch (cause) {
      record.isDoubtful = true
      throw cause
    }
    if (identifiers.length >= record.contents.size) record.isDoubtful = false
    if (record.isLeft) this.release(changeSet)
  }

  /** Only of those still held: the others were settled in the meantime. */
  #doubt(changeSets: readonly string[]): void {
    for (const changeSet of changeSets) {
      const record = this.#held.get(changeSet)
      if (record) record.isDoubtful = true
    }
  }
}

interface HeldRecord {
  readonly contents: Set<string>
  /** Whether the record may be missing, or lack something. */
  isDoubtful: boolean
  /** Whether it is held only until the store has it. */
  isLeft: boolean
}
