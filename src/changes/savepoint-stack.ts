/**
 * The identifiers that a transaction has changed, in frames: one for the transaction and one for each open savepoint.
 * It follows the statements that the database was sent, whoever sent them.
 */
export class SavepointStack {
  readonly #frames: Frame[] = [new Frame()]
  #exact = true

  /** 1 without a savepoint. */
  get depth(): number {
    return this.#frames.length
  }

  add(identifier: string): void {
    this.#frames.at(-1)?.identifiers.add(identifier)
  }

  /** A row is about to be written. */
  begin(): void {
    const frame = this.#frames.at(-1)
    if (frame) frame.underway++
  }

  /** Rows that were written have been told of. */
  finish(count: number): void {
    const frame = this.#frames.findLast(({ underway }) => underway > 0)
    if (frame) frame.underway = Math.max(0, frame.underway - count)
  }

  /** A statement has failed: what was begun since the savepoint will be rolled back with it, or has failed as well. */
  fail(): void {
    const frame = this.#frames.at(-1)
    if (frame) frame.underway = 0
  }

  /** A flow that writes meanwhile will tell of rows that are not this savepoint's. */
  open(): void {
    if (this.#frames.some(({ underway }) => underway > 0)) this.blur()
    this.#frames.push(new Frame())
  }

  /** The savepoint was released: what changed in it now belongs to what is around it. */
  release(): void {
    if (this.#frames.length === 1) return
    const released = this.#close()
    for (const identifier of released?.identifiers ?? []) this.add(identifier)
  }

  /** Back to the savepoint: what changed in it did not happen. */
  rollBack(): void {
    if (!this.#exact) this.release()
    else if (this.#frames.length > 1) this.#close()
  }

  /** Rows that are being written are told of later, in whatever is open then. */
  #close(): Frame | undefined {
    const closed = this.#frames.pop()
    const around = this.#frames.at(-1)
    if (closed && around) around.underway += closed.underway
    return closed
  }

  /** Savepoints no longer nest as their hooks say, as when two flows share one transaction: keep whatever changed. */
  blur(): void {
    this.#exact = false
  }

  identifiers(): Set<string> {
    return new Set(this.#frames.flatMap(({ identifiers }) => [...identifiers]))
  }
}

class Frame {
  readonly identifiers = new Set<string>()
  underway = 0
}
