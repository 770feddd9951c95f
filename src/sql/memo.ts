/** Keeps the latest results of a function of texts. */
export class Memo<Result> {
  readonly #results = new Map<string, Weighed<Result>>()
  #weight = 0

  get(text: string): Result | undefined {
    return this.#results.get(text)?.result
  }

  /** @param weight of how many usual ones it takes the place */
  set(text: string, result: Result, weight = 1): void {
    if (text.length > LONGEST || weight > MOST) return
    this.#remove(text)
    while (this.#weight + weight > MOST) this.#remove(this.#results.keys().next().value as string)
    this.#results.set(text, { result, weight })
    this.#weight += weight
  }

  get size(): number {
    return this.#results.size
  }

  #remove(text: string): void {
    this.#weight -= this.#results.get(text)?.weight ?? 0
    this.#results.delete(text)
  }
}

interface Weighed<Result> {
  readonly result: Result
  readonly weight: number
}

const MOST = 1_000

/** Characters of a text that is remembered, in UTF-16 units. */
export const LONGEST = 8_000
