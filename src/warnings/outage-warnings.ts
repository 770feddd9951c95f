import type { Warnings } from './logger'

/** A store that comes and goes many times a minute is warned of once a minute. */
const QUIET_MS = 60_000

/** One warning when the token store is lost, and one when it is back. */
export class OutageWarnings {
  readonly #warnings: Warnings
  #warnedAt = -Infinity
  /** Whether the outage that lasts was warned of. */
  #isWarned = false
  /** For an outage so soon after the last one that it may be over before it is worth a warning. */
  #later: NodeJS.Timeout | undefined

  constructor(warnings: Warnings) {
    this.#warnings = warnings
  }

  lost(message: string): void {
    const waitMs = this.#warnedAt + QUIET_MS - performance.now()
    if (waitMs <= 0) this.#warn(message)
    else {
      clearTimeout(this.#later)
      this.#later = setTimeout(() => {
        this.#warn(message)
      }, waitMs).unref()
    }
  }

  back(message: string): void {
    clearTimeout(this.#later)
    if (this.#isWarned) this.#warnings.tell(message)
    this.#isWarned = false
  }

  #warn(message: string): void {
    this.#warnedAt = performance.now()
    this.#isWarned = true
    this.#warnings.tell(message)
  }
}
