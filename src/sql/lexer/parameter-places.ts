/** Counts a text's parameters, as drivers do that send their values by place. */
export class ParameterPlaces {
  #next = 0
  readonly #names = new Set<string>()

  /** The place of a bare `?`. */
  take(): number {
    return this.#next++
  }

  /** The place of `?3`; SQLite goes on to count from there. */
  takeNumbered(number: number): number {
    this.#next = Math.max(this.#next, number)
    return number - 1
  }

  /** SQLite gives a named parameter the next place, the same one wherever it comes again. */
  takeNamed(name: string): void {
    if (this.#names.has(name)) return
    this.#names.add(name)
    this.#next++
  }
}
