/** Keeps the latest results of a function of texts. */
export class Memo<Result> {
  readonly #results = new Map<string, Result>()

  get(text: string): Result | undefined {
    return this.#results.get(text)
  }

  set(text: string, result: Result): void {
    if (text.length > LONGEST) return
    if (this.#results.size >= MOST) this.#results.delete(this.#results.keys().next().value as string)
    this.#results.set(text, result)
  }

  get size(): number {
    return this.#results.size
  }
}

const MOST = 1_000

/** In UTF-16 units. */
const LONGEST = 8_000
