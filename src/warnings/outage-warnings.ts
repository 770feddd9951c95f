import type { Warnings } from './logger'

/** A store that comes and goes many times a minute is told to be back once a minute. */
const QUIET_MS = 60_000

/**
 * A warning when the token store is lost, and one when it is back. The log is never silent about an outage after it has said
 * that the store is back: where stores come and go, it says so later, and leaves out the outages before.
 */
export class OutageWarnings {
  readonly #warnings: Warnings
  #toldBackAt = -Infinity
  /** Since the log says that the store is lost; none where it doesn't. */
  #outages = 0
  #later: NodeJS.Timeout | undefined

  constructor(warnings: Warnings) {
    this.#warnings = warnings
  }

  lost(message: string): void {
    clearTimeout(this.#later)
    if (++this.#outages === 1) this.#warnings.tell(message)
  }

  /** @param message what to say after so many outages */
  back(message: (outages: number) => string): void {
    // A listener took the loss, and is gone.
    if (this.#outages === 0) return
    const waitMs = this.#toldBackAt + QUIET_MS - performance.now()
    clearTimeout(this.#later)
    if (waitMs <= 0) this.#tellBack(message)
    else {
      this.#later = setTimeout(() => {
        this.#tellBack(message)
      }, waitMs).unref()
    }
  }

  #tellBack(message: (outages: number) => string): void {
    const outages = this.#outages
    this.#outages = 0
    this.#toldBackAt = performance.now()
    this.#warnings.tell(message(outages))
  }
}
