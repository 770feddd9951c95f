import type { Redis } from 'ioredis'

/** The longest pause between attempts to connect: so soon after an outage all processes are back. */
export const LONGEST_RETRY_MS = 250

/**
 * The pause through Sentinels while nobody asks for anything. After each attempt ioredis keeps the process alive for two seconds,
 * so with a shorter pause the process would never end.
 */
const IDLE_PAUSE_MS = 3_000

/** The pause after so many attempts to connect that failed. Processes that were cut off together don't come together. */
export function retryDelayMs(attempt: number): number {
  return Math.min(10 * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS) * (0.75 + Math.random() / 4)
}

/** Attempts to connect are made here and not by ioredis, which may give up and can't be hastened. None holds the process. */
export class NextAttempt {
  readonly #client: Redis
  readonly #connect: () => void
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  /** Whether there was a call since the last attempt. */
  #isWanted = false
  /** Whether the next attempt is put off, since there was none. */
  #isPutOff = false

  constructor(client: Redis, connect: () => void) {
    this.#client = client
    this.#connect = connect
  }

  /** One is made now. */
  begun(): void {
    clearTimeout(this.#timer)
    this.#isWanted = false
    this.#isPutOff = false
  }

  /** The connection is there. */
  succeeded(): void {
    this.#failures = 0
  }

  /** The client has ended. */
  later(): void {
    clearTimeout(this.#timer)
    this.#isPutOff = !this.#isWanted && Boolean(this.#client.options.sentinels)
    const pauseMs = this.#isPutOff ? IDLE_PAUSE_MS : retryDelayMs(++this.#failures)
    this.#timer = setTimeout(this.#connect, pauseMs).unref()
  }

  /** Somebody asks for something. */
  want(): void {
    this.#isWanted = true
    if (this.#isPutOff) this.later()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
