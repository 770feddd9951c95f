import type { StoreState } from '../tokens/availability'

type Listener = (isAvailable: boolean, cause?: unknown) => void

/** Tells that a server can't be used any more, and that it can be again: each change once. */
export class AvailabilitySignal {
  readonly #listeners = new Set<Listener>()
  #state: StoreState = { redis: 'idle', since: new Date() }

  /** Also before the server is first used. */
  get isAvailable(): boolean {
    return this.#state.redis !== 'unavailable'
  }

  get state(): StoreState {
    return this.#state
  }

  /** @returns a function that ends it */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  set(isAvailable: boolean, cause?: unknown): void {
    const redis = isAvailable ? 'ready' : 'unavailable'
    if (this.#state.redis === redis) return
    const isChanged = this.isAvailable !== isAvailable
    this.#state = { redis, since: new Date() }
    if (isChanged) for (const listener of this.#listeners) listener(isAvailable, cause)
  }
}
