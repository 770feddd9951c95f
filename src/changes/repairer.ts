import { BrokenRecordError, show } from '../errors'
import type { EventHub } from '../events'
import { EVERYTHING, GLOBAL, parseIdentifier, withGlobal } from '../identifiers/identifier'
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
    const failed = (cause: unknown): void => {
      report(this.#events, 'Records could not be repaired', cause)
    }
    try {
      let claimed: readonly ClaimedRecord[]
      do {
        claimed = await this.#store.claim(this.#leaseMs)
        // What was claimed falls due again: one that can't be repaired now doesn't keep the others from it.
        for (const record of claimed) await this.#repair(record).catch(failed)
      } while (claimed.length > 0)
    } catch (cause) {
      failed(cause)
    } finally {
      this.#isLooking = false
    }
  }

  async #repair({ changeSet, identifiers: recorded, cause }: ClaimedRecord): Promise<void> {
    const isBroken = cause !== undefined || !recorded.every(isReadable)
    // A lease without contents: the record was evicted, and nobody knows what its writer has changed.
    const isUnknown = isBroken || recorded.length === 0 || recorded.includes(EVERYTHING)
    if (isBroken) this.#tellBroken(changeSet, recorded, cause)
    if (isUnknown) await this.#store.flush()
    const identifiers = isUnknown ? [GLOBAL] : [...withGlobal(recorded)]
    await this.#store.settle(changeSet, identifiers)
    this.#events.emit('repaired', { identifiers })
  }

  #tellBroken(changeSet: string, recorded: readonly string[], cause: unknown): void {
    const member = recorded.find((one) => !isReadable(one))
    const reason = cause instanceof Error ? cause.message : `it names ${show(member)}, which is no identifier.`
    const error = new BrokenRecordError(
      `The record '${changeSet}' of what another process has changed can't be read: ${reason} Another program, or a newer ` +
        'version, may write into this namespace. Every key changes now, and the record is removed.',
      { cause },
    )
    this.#events.emit('error', { error })
  }
}

/** Whether it says what has changed. */
function isReadable(identifier: string): boolean {
  return identifier === EVERYTHING || parseIdentifier(identifier) !== undefined
}
