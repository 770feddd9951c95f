import type { EventHub } from '../events'
import { EVERYTHING, GLOBAL, withGlobal } from '../identifiers/identifier'
import type { ChangeLog, ClaimedRecord } from '../tokens/change-log'
import type { TokenStore } from '../tokens/token-store'
import { report } from './report'

/**
 * Finds records whose writer has fallen silent, and bumps what they name. Every process that reads or writes tokens
 * does, beside its work: the timer keeps no process alive.
 */
export class Repairer {
  readonly #store: TokenStore & ChangeLog
  readonly #leaseMs: number
  readonly #events: EventHub
  #timer: NodeJS.Timeout | undefined
  #isLooking = false
  #isStopped = false

  constructor(store: TokenStore & ChangeLog, leaseMs: number, events: EventHub) {
    this.#store = store
    this.#leaseMs = leaseMs
    this.#events = events
  }

  /** Begins to look, when it has not begun yet. */
  start(): void {
    if (this.#timer || this.#isStopped) return
    this.#timer = setInterval(() => void this.#look(), this.#leaseMs / 2)
    this.#timer.unref()
  }

  stop(): void {
    this.#isStopped = true
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      let claimed: readonly ClaimedRecord[]
      do {
        claimed = await this.#store.claim(this.#leaseMs)
        for (const { changeSet, identifiers } of claimed) await this.#repair(changeSet, identifiers)
      } while (claimed.length > 0)
    } catch (cause) {
      // What was claimed falls due again.
      report(this.#events, 'Records could not be repaired', cause)
    } finally {
      this.#isLooking = false
    }
  }

  async #repair(changeSet: string, recorded: readonly string[]): Promise<void> {
    // A lease without contents: the record was evicted, and nobody knows what its writer has changed.
    const isUnknown = recorded.length === 0 || recorded.includes(EVERYTHING)
    if (isUnknown) await this.#store.flush()
    const identifiers = isUnknown ? [GLOBAL] : [...withGlobal(recorded)]
    await this.#store.settle(changeSet, identifiers)
    this.#events.emit('repaired', { identifiers })
  }
}
