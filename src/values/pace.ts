import { onNextTurn } from '../event-loop'

interface Waiting {
  readonly cost: number
  readonly begin: () => void
}

/**
 * Spreads what many ask for at once over turns of the event loop, so that all else has its turn in between. It counts over all
 * turns, and waits for the next one only when a share is used up: to watch each turn would keep the event loop from resting.
 */
export class Pace {
  readonly #share: number
  #left: number
  /** Those who wait, in their order, from `#next` on. */
  #waiting: Waiting[] = []
  #next = 0

  /** @param share what may be begun in one turn, in the unit of the costs; whatever costs more has a turn of its own */
  constructor(share: number) {
    this.#share = share
    this.#left = share
  }

  /** @returns `undefined` for who may begin now; else what to wait for */
  step(cost: number): Promise<void> | undefined {
    if (this.#left > 0) {
      this.#left -= cost
      return undefined
    }
    return new Promise((begin) => {
      if (this.#waiting.push({ cost, begin }) === 1) this.#continueNextTurn()
    })
  }

  #continueNextTurn(): void {
    onNextTurn(() => {
      this.#left = this.#share
      while (this.#left > 0 && this.#next < this.#waiting.length) this.#beginNext()
      if (this.#next === this.#waiting.length) this.#forget()
      else this.#continueNextTurn()
    })
  }

  #beginNext(): void {
    const { cost, begin } = this.#waiting[this.#next++] as Waiting
    this.#left -= cost
    begin()
  }

  #forget(): void {
    this.#waiting = []
    this.#next = 0
  }
}
