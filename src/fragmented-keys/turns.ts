/** Runs work on the same name one after the other: in one process, nobody need contend with himself. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  take<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    const turn = (this.#last.get(name) ?? Promise.resolve()).then(work)
    const done = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(name) === done) this.#last.delete(name)
      })
    this.#last.set(name, done)
    return turn
  }
}
