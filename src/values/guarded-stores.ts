import type { EventHub } from '../events'
import { GuardedValues } from './guarded-values'
import type { ValueStore } from './value-store'

/** The value stores that callers pass, each guarded once. */
export class GuardedStores {
  readonly #deadlineMs: number
  readonly #events: EventHub
  readonly #guarded = new WeakMap<ValueStore, GuardedValues>()

  constructor(deadlineMs: number, events: EventHub) {
    this.#deadlineMs = deadlineMs
    this.#events = events
  }

  of(store: ValueStore): GuardedValues {
    let guarded = this.#guarded.get(store)
    if (!guarded) this.#guarded.set(store, (guarded = new GuardedValues(store, this.#deadlineMs, this.#events)))
    return guarded
  }
}
