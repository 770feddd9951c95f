/** How long after a failure what is owed is tried again. */
const RETRY_MS = 1_000

/** Tries again what has failed, after a second. Its timer keeps no process alive. */
export class Retry {
  readonly #again: () => void
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(again: () => void) {
    this.#again = again
  }

  later(): void {
    if (this.#isStopped) return
    // One that waits already stays, or failures that come fast would put it off for ever.
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#again()
    }, RETRY_MS).unref()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }
}
