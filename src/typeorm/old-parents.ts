/** The parents that rows had before a statement outside a transaction, until the hook after it bumps them. */
export class OldParents {
  readonly #byRow = new Map<string, ReadonlySet<string>>()

  keep(row: string, parents: ReadonlySet<string>): void {
    this.#byRow.set(row, parents)
  }

  /** Takes those of the rows that have changed; others may still be at work on theirs. */
  takeOf(rows: Iterable<string>): string[] {
    const parents: string[] = []
    for (const row of rows) {
      parents.push(...(this.#byRow.get(row) ?? []))
      this.#byRow.delete(row)
    }
    return parents
  }

  takeAll(): string[] {
    return this.takeOf([...this.#byRow.keys()])
  }
}
