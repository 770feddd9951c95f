/** How long a transaction may rest without a record, in ms; perhaps twice as long. It needs none before its COMMIT. */
const REST_MS = 100

/** Changes that are not in a record yet. */
interface Unrecorded {
  recordNow(): void
}

/** Has transactions recorded that rest with changes, by one timer for all, so that others send one record each. */
export class LateRecords {
  /** Changed since the timer was set. */
  #changed = new Set<Unrecorded>()
  #resting = new Set<Unrecorded>()
  #isWaiting = false

  add(unrecorded: Unrecorded): void {
    this.#resting.delete(unrecorded)
    this.#changed.add(unrecorded)
    this.#wait()
  }

  delete(unrecorded: Unrecorded): void {
    this.#resting.delete(unrecorded)
    this.#changed.delete(unrecorded)
  }

  #wait(): void {
    if (this.#isWaiting) return
    this.#isWaiting = true
    setTimeout(() => {
      this.#look()
    }, REST_MS).unref()
  }

  #look(): void {
    const late = this.#resting
    this.#resting = this.#changed
    this.#changed = new Set()
    this.#isWaiting = false
    if (this.#resting.size > 0) this.#wait()
    for (const one of late) one.recordNow()
  }
}
