import { withinDeadline } from '../deadline'
import { presentable } from '../credentials'
import { ValuesFailedError, isToldByStore } from '../errors'
import type { EventHub } from '../events'
import { type Entry, decodeEntry, encodeEntry } from './entry'
import { Flights } from './flights'
import type { ValueStore } from './value-store'

/** A value store that never fails and never hangs: what it can't give is not there. */
export class GuardedValues {
  /** Loads of values that belong in this store. */
  readonly flights = new Flights()
  readonly #store: ValueStore
  /** What is being looked up: who asks for the same meanwhile has the answer, too. */
  readonly #lookups = new Map<string, Promise<Entry | undefined>>()
  readonly #deadlineMs: number | undefined
  readonly #events: EventHub

  /** @param deadlineMs `undefined` for a store that has a deadline of its own */
  constructor(store: ValueStore, deadlineMs: number | undefined, events: EventHub) {
    this.#store = store
    this.#deadlineMs = deadlineMs
    this.#events = events
  }

  get(key: string): Promise<Entry | undefined> {
    let lookup = this.#lookups.get(key)
    if (!lookup) {
      lookup = this.#lookUp(key).finally(() => this.#lookups.delete(key))
      this.#lookups.set(key, lookup)
    }
    return lookup
  }

  async #lookUp(key: string): Promise<Entry | undefined> {
    try {
      return decodeEntry(await this.#within('a value', this.#store.get(key)))
    } catch (cause) {
      this.#report('A value could not be read', cause)
      return undefined
    }
  }

  /** @returns whether the store has taken it */
  async set(key: string, entry: Entry, ttlMs: number): Promise<boolean> {
    try {
      await this.#within('storing a value', this.#store.set(key, encodeEntry(entry), ttlMs))
      return true
    } catch (cause) {
      this.#report('A value could not be stored', cause)
      return false
    }
  }

  #within(what: string, answer: unknown): unknown {
    const deadlineMs = this.#deadlineMs
    if (deadlineMs === undefined) return answer
    const missed = (): Error => new Error(`The value store gave no answer within ${deadlineMs} ms, for ${what}.`)
    return withinDeadline(Promise.resolve(answer), deadlineMs, missed)
  }

  /** That Redis is away, or refuses, is told by its connection, once. */
  #report(what: string, thrown: unknown): void {
    if (isToldByStore(thrown)) return
    const cause = presentable(thrown)
    const reason = cause instanceof Error ? cause.message : String(cause)
    this.#events.emit('error', { error: new ValuesFailedError(`${what}: ${reason}`, { cause }) })
  }
}
