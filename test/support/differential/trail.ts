import { type Operation, type Write, dialect } from './operation'

/** What is left of a step's writes: what was rolled back is taken away again, as a database does. */
export class Trail {
  readonly #writes: Write[] = []
  readonly #savepoints: { readonly name: string; readonly mark: number }[] = []
  #isFailed = false
  #isLoose = false

  /** At the most. */
  get writes(): readonly Write[] {
    return this.#writes
  }

  /** Whether a transaction has ended where only the database could tell, so that nothing counts as undone any more. */
  get isLoose(): boolean {
    return this.#isLoose
  }

  add(operation: Operation): void {
    this.#writes.push(...operation.writes)
  }

  loosen(): void {
    this.#isLoose = true
  }

  /** A statement was refused: PostgreSQL then refuses everything up to a rollback. */
  fail(): void {
    this.#isFailed = dialect === 'postgres'
  }

  has(name: string): boolean {
    return this.#find(name) >= 0
  }

  savepoint(name: string): void {
    const known = this.#savepoints.findIndex((savepoint) => savepoint.name === name)
    if (dialect === 'mysql' && known >= 0) this.#savepoints.splice(known, 1)
    this.#savepoints.push({ name, mark: this.#writes.length })
  }

  release(name: string): void {
    this.#savepoints.length = Math.max(0, this.#find(name))
  }

  rollBackTo(name: string): void {
    const at = this.#find(name)
    const savepoint = this.#savepoints[at]
    if (!savepoint && this.#isLoose) return
    if (!savepoint) throw new Error(`There is no savepoint ${name}.`)
    this.#savepoints.length = at + 1
    this.#isFailed = false
    if (!this.#isLoose) this.#writes.length = savepoint.mark
  }

  rollBack(): void {
    if (!this.#isLoose) this.#writes.length = 0
  }

  commit(): void {
    if (this.#isFailed) this.rollBack()
  }

  #find(name: string): number {
    return this.#savepoints.findLastIndex((savepoint) => savepoint.name === name)
  }
}
