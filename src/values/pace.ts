import { onNextTurn } from '../event-loop'

interface Waiting {
  readonly cost: number
  readonly begin: () => void
}

/** Spreads what many ask for at once over turns of the event loop, so that all else has its turn in between. */
export class Pace {
  readonly #share: number
  #left: number
  #isRunning = false
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
    if (!this.#isRunning) this.#run()
    if (this.#left > 0 && this.#next === this.#waiting.length) {
      this.#left -= cost
      return undefined
    }
    return new Promise((begin) => this.#waiting.push({ cost, begin }))
  }

  /** From turn to turn, until one comes in which there was nothing to do. */
  #run(): void {
    this.#isRunning = true
    onNextTurn(() => {
      const isIdle = this.#left === this.#share
      this.#left = this.#share
      while (this.#left > 0 && this.#next < this.#waiting.length) this.#beginNext()
      if (this.#next === this.#waiting.length) this.#forget()
      if (isIdle && this.#left === this.#share) this.#isRunning = false
      else this.#run()
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
