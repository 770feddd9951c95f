/** Work under way, by name: who asks for the same meanwhile shares its result. */
export class Flights<Result> {
  readonly #underway = new Map<string, Promise<Result>>()

  /** The work of that name that is under way, if there is any. */
  underway(name: string): Promise<Result> | undefined {
    return this.#underway.get(name)
  }

  /** Begins work that others may share until it has ended. */
  begin(name: string, work: () => Promise<Result>): Promise<Result> {
    const flight = work().finally(() => this.#underway.delete(name))
    this.#underway.set(name, flight)
    return flight
  }
}
