/**
 * The identifiers that a transaction has changed, in frames: one for the transaction and one for each open savepoint.
 * It follows the statements that the database was sent, whoever sent them.
 */
export class SavepointStack {
  readonly #frames: Set<string>[] = [new Set()]
  #exact = true

  /** 1 without a savepoint. */
  get depth(): number {
    return this.#frames.length
  }

  add(identifier: string): void {
    this.#frames.at(-1)?.add(identifier)
  }

  open(): void {
    this.#frames.push(new Set())
  }

  /** The savepoint was released: what changed in it now belongs to what is around it. */
  release(): void {
    if (this.#frames.length === 1) return
    const released = this.#frames.pop()
    for (const identifier of released ?? []) this.add(identifier)
  }

  /** Back to the savepoint: what changed in it did not happen. */
  rollBack(): void {
    if (!this.#exact) this.release()
    else if (this.#frames.length > 1) this.#frames.pop()
  }

  /** Savepoints no longer nest as their hooks say, as when two flows share one transaction: keep whatever changed. */
  blur(): void {
    this.#exact = false
  }

  identifiers(): Set<string> {
    return new Set(this.#frames.flatMap((frame) => [...frame]))
  }
}
