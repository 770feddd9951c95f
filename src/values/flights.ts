import { onNextTurn } from '../event-loop'
import type { Entry } from './entry'

/** What a load has come to: what was or may be stored, unless nobody else may have it. */
export interface Loaded {
  readonly entry?: Entry | undefined
  /** When it was begun, by `performance.now()`; absent for what another process has loaded. */
  readonly begunAt?: number | undefined
}

/** What a load has come to, and whether others find it in the store. */
export interface LoadOutcome extends Loaded {
  readonly isStored: boolean
}

/** How many of those who wait are told in one turn of the event loop. */
const TOLD_AT_ONCE = 100

/** The longest that a timer can run. */
const LONGEST_MS = 2 ** 31 - 1

interface Waiter {
  readonly resolve: (loaded: Loaded | undefined) => void
  readonly reject: (cause: unknown) => void
}

/** A load that is under way, whose result others may wait for. */
export class Flight {
  /** How many had ended with it; none before it has. */
  place = Infinity
  readonly #begunAt = performance.now()
  readonly #waiters = new Set<Waiter>()
  /** For what its load waits now; once for each time that it does. */
  readonly #waits = new Set<{ readonly for: Flight }>()
  #loaded: Loaded | undefined
  /** What was begun when this had taken too long. */
  #next: Flight | undefined

  get hasEnded(): boolean {
    return this.#loaded !== undefined
  }

  get ageMs(): number {
    return performance.now() - this.#begunAt
  }

  /**
   * Waits for its end.
   *
   * @param waiting the loads that can't go on meanwhile
   * @returns `undefined` when it has not ended in `mostMs`
   */
  async wait(mostMs: number, waiting: readonly Flight[] = []): Promise<Loaded | undefined> {
    if (this.#loaded) return this.#loaded
    const wait = { for: this }
    for (const one of waiting) one.#waits.add(wait)
    try {
      return await this.#ended(Math.min(mostMs, LONGEST_MS))
    } finally {
      for (const one of waiting) one.#waits.delete(wait)
    }
  }

  /** Whether it ends only after one of these has ended: its load waits for it, or for one that waits for it. */
  isHeldUpBy(flights: readonly Flight[]): boolean {
    if (flights.length === 0) return false
    const met = new Set<Flight>([this])
    // What is added meanwhile is visited, too.
    for (const one of met) {
      if (flights.includes(one)) return true
      for (const { for: other } of one.#waits) met.add(other)
    }
    return false
  }

  isFollowedBy(next: Flight): void {
    this.#next = next
  }

  end(loaded: Loaded): void {
    this.#loaded = loaded
    this.#tell(loaded)
    // Who has given up waiting for this one takes its result all the same. What nobody else may have is no news.
    if (loaded.entry) this.#next?.end(loaded)
  }

  fail(cause: unknown): void {
    for (const { reject } of this.#waiters) reject(cause)
  }

  #tell(loaded: Loaded): void {
    let told = 0
    for (const waiter of this.#waiters) {
      this.#waiters.delete(waiter)
      waiter.resolve(loaded)
      if (++told === TOLD_AT_ONCE) break
    }
    if (this.#waiters.size > 0) {
      onNextTurn(() => {
        this.#tell(loaded)
      })
    }
  }

  #ended(mostMs: number): Promise<Loaded | undefined> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter)
        resolve(this.#loaded)
      }, mostMs)
      const waiter: Waiter = {
        resolve: (loaded) => {
          clearTimeout(timer)
          resolve(loaded)
        },
        reject: (cause) => {
          clearTimeout(timer)
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a load may throw anything
          reject(cause)
        },
      }
      this.#waiters.add(waiter)
    })
  }
}

/** Loads under way, by the keys of their values: who asks for the same meanwhile shares the result. */
export class Flights {
  readonly #underway = new Map<string, Flight>()
  #ended = 0

  /** How many have ended so far: what to tell `underway` of the moment before the store was asked. */
  get ended(): number {
    return this.#ended
  }

  /**
   * The load that was begun last, unless it has ended: but who has asked the store just before it did, when so many had
   * `ended`, has its result, too.
   */
  underway(key: string, ended = this.#ended): Flight | undefined {
    const flight = this.#underway.get(key)
    return flight && flight.place > ended ? flight : undefined
  }

  /** Begins a load that others may share until it has ended, in place of one that has taken too long. */
  async begin<Result extends Loaded>(key: string, work: (flight: Flight) => Promise<Result>): Promise<Result> {
    const flight = new Flight()
    this.#underway.get(key)?.isFollowedBy(flight)
    this.#underway.set(key, flight)
    try {
      const loaded = await work(flight)
      flight.end(loaded)
      flight.place = ++this.#ended
      if (!loaded.entry) this.#forget(key, flight)
      else {
        onNextTurn(() => {
          this.#forget(key, flight)
        })
      }
      return loaded
    } catch (cause) {
      flight.fail(cause)
      this.#forget(key, flight)
      throw cause
    }
  }

  #forget(key: string, flight: Flight): void {
    if (this.#underway.get(key) === flight) this.#underway.delete(key)
  }
}
