type Listener = (isAvailable: boolean, cause?: unknown) => void

/** Tells that a server can't be used any more, and that it can be again: each change once. */
export class AvailabilitySignal {
  readonly #listeners = new Set<Listener>()
  #isAvailable = true

  get isAvailable(): boolean {
    return this.#isAvailable
  }

  /** @returns a function that ends it */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  set(isAvailable: boolean, cause?: unknown): void {
    if (this.#isAvailable === isAvailable) return
    this.#isAvailable = isAvailable
    for (const listener of this.#listeners) listener(isAvailable, cause)
  }
}
