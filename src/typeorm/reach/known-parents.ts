import type { Reference } from './references'

/**
 * The rows that others belong to, as read before these change: afterwards nobody can tell. Kept for an open transaction,
 * or for one statement outside; there they may change at any moment.
 */
export class KnownParents {
  readonly #byRow = new Map<string, Map<Reference, readonly string[]>>()

  note(row: string, reference: Reference, parents: readonly string[]): void {
    const known = this.#byRow.get(row) ?? new Map<Reference, readonly string[]>()
    this.#byRow.set(row, known.set(reference, parents))
  }

  /** `undefined` when they are not known. */
  of(row: string, reference: Reference): readonly string[] | undefined {
    return this.#byRow.get(row)?.get(reference)
  }

  /** The rows have been written: they may belong to others now. */
  forget(rows: Iterable<{ readonly row: string }>): void {
    if (this.#byRow.size === 0) return
    for (const { row } of rows) this.#byRow.delete(row)
  }

  clear(): void {
    this.#byRow.clear()
  }
}
