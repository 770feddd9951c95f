import { withinDeadline } from '../deadline'
import { presentable } from '../credentials'
import { ValuesFailedError, isToldByStore } from '../errors'
import type { EventHub } from '../events'
import { type Entry, decodeEntry, encodeEntry } from './entry'
import { Flights } from './flights'
import type { LocalEntries } from './local-entries'
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
  readonly #local: LocalEntries | undefined

  /**
   * @param deadlineMs `undefined` for a store that has a deadline of its own
   * @param local what is kept in this process, too
   */
  constructor(store: ValueStore, deadlineMs: number | undefined, events: EventHub, local?: LocalEntries) {
    this.#local = local
    this.#store = store
    this.#deadlineMs = deadlineMs
    this.#events = events
  }

  /** @param key one that changes with what the value depends on */
  get(key: string): Promise<Entry | undefined> {
    const local = this.#local?.get(key)
    return local ? Promise.resolve(local) : this.#shared(key, this.#local)
  }

  /** What the store has in place of an entry that was kept in this process. */
  beyond(key: string, entry: Entry): Promise<Entry | undefined> | undefined {
    return this.#local?.get(key) === entry ? this.#shared(key, this.#local) : undefined
  }

  /** @returns whether the store has taken it */
  async set(key: string, entry: Entry): Promise<boolean> {
    this.#local?.set(key, entry)
    return this.setLasting(key, entry)
  }

  /** What stands under a key that stays the same, so that another process may replace it. */
  getLasting(key: string): Promise<Entry | undefined> {
    return this.#shared(key)
  }

  /** @returns whether the store has taken it */
  async setLasting(key: string, entry: Entry): Promise<boolean> {
    try {
      await this.#within('storing a value', this.#store.set(key, encodeEntry(entry), entry.ttlMs))
      return true
    } catch (cause) {
      this.#report('A value could not be stored', cause)
      return false
    }
  }

  #shared(key: string, local?: LocalEntries): Promise<Entry | undefined> {
    let lookup = this.#lookups.get(key)
    if (!lookup) {
      lookup = this.#lookUp(key, local)
      this.#lookups.set(key, lookup)
      // It never rejects.
      void lookup.then(() => this.#lookups.delete(key))
    }
    return lookup
  }

  async #lookUp(key: string, local: LocalEntries | undefined): Promise<Entry | undefined> {
    try {
      const entry = decodeEntry(await this.#within('a value', this.#store.get(key)))
      if (entry) local?.set(key, entry)
      return entry
    } catch (cause) {
      this.#report('A value could not be read', cause)
      return undefined
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
