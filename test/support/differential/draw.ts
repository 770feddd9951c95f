/** Chances that a seed decides, so that a run can be repeated. */
export class Draw {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** Both bounds included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.#next() * (to - from + 1))
  }

  chance(probability: number): boolean {
    return this.#next() < probability
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.integer(0, items.length - 1)] as Item
  }

  /** Between `least` and `most` of what `one` gives. */
  list<Item>(least: number, most: number, one: () => Item): Item[] {
    return Array.from({ length: this.integer(least, most) }, one)
  }

  /** Different items, at least one. */
  some<Item>(items: readonly Item[], most = items.length): Item[] {
    const left = [...items]
    return this.list(1, Math.min(most, items.length), () => left.splice(this.integer(0, left.length - 1), 1)).flat()
  }

  /** A seed for something that is to be repeatable by itself. */
  seed(): number {
    return this.integer(0, 2 ** 31 - 1)
  }

  /** Mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
