/** What may still be committed is bumped again for so long, where nobody can ask the database about it. */
export const REPEATED_FOR_MS = 3_600_000

/** Repeats something for each item after 1, 2, 4 … leases, up to an hour. Its timers keep no process alive. */
export class Repetitions<Item> {
  readonly #leaseMs: number
  readonly #repeat: (item: Item) => void
  readonly #waiting = new Map<NodeJS.Timeout, Item>()

  constructor(leaseMs: number, repeat: (item: Item) => void) {
    this.#leaseMs = leaseMs
    this.#repeat = repeat
  }

  add(item: Item): void {
    this.#wait(item, this.#leaseMs)
  }

  /** What is still to be repeated. */
  waiting(): Item[] {
    return [...this.#waiting.values()]
  }

  /** Repeats nothing any more. */
  end(): void {
    for (const timer of this.#waiting.keys()) clearTimeout(timer)
    this.#waiting.clear()
  }

  #wait(item: Item, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer)
      if (2 * delayMs <= REPEATED_FOR_MS) this.#wait(item, 2 * delayMs)
      this.#repeat(item)
    }, delayMs)
    this.#waiting.set(timer.unref(), item)
  }
}
