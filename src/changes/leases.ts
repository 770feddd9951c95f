import type { EventHub } from '../events'
import type { ChangeLog } from '../tokens/change-log'
import { report } from './report'

/** Renews the leases of records whose writer, this process, is still at work. */
export class Leases {
  readonly #log: ChangeLog
  readonly #leaseMs: number
  readonly #events: EventHub
  readonly #held = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  constructor(log: ChangeLog, leaseMs: number, events: EventHub) {
    this.#log = log
    this.#leaseMs = leaseMs
    this.#events = events
  }

  hold(changeSet: string): void {
    this.#held.add(changeSet)
    this.#timer ??= setInterval(() => void this.#renew(), this.#leaseMs / 3)
    this.#timer.unref()
  }

  /** Renews the lease no more: the record is settled, or left to whoever finds it overdue. */
  release(changeSet: string): void {
    this.#held.delete(changeSet)
    if (this.#held.size === 0) this.stop()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  async #renew(): Promise<void> {
    try {
      await this.#log.renew([...this.#held], this.#leaseMs)
    } catch (cause) {
      report(this.#events, 'Leases of records could not be renewed', cause)
    }
  }
}
