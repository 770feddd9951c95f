import type { RowGroup } from './groups'

/**
 * What rows lead to, as read before these change: afterwards nobody can tell. Kept for an open transaction, or for one
 * statement outside; there they may change at any moment.
 */
export class KnownGroups {
  readonly #byRow = new Map<string, Map<RowGroup, readonly string[]>>()

  note(row: string, group: RowGroup, targets: readonly string[]): void {
    const known = this.#byRow.get(row) ?? new Map<RowGroup, readonly string[]>()
    this.#byRow.set(row, known.set(group, targets))
  }

  /** `undefined` when they are not known. */
  of(row: string, group: RowGroup): readonly string[] | undefined {
    return this.#byRow.get(row)?.get(group)
  }

  /** The rows have been written: they may lead to others now. */
  forget(rows: Iterable<{ readonly row: string }>): void {
    if (this.#byRow.size === 0) return
    for (const { row } of rows) this.#byRow.delete(row)
  }

  clear(): void {
    this.#byRow.clear()
  }
}
