import { EVERYTHING, inBulk } from '../identifiers/identifier'

/** Beyond so many, rows are owed by their tables, and values by their scopes; beyond so many of these, everything is. */
export const MAX_OWED = 10_000

/** What could not be bumped: merged, and bounded by becoming coarser, never by forgetting. */
export class Debt {
  readonly identifiers = new Set<string>()
  /** Records of what is owed, to be removed with it. Beyond the bound their leases end by themselves. */
  readonly records = new Set<string>()
  owesEverything = false

  get isEmpty(): boolean {
    return this.identifiers.size === 0 && !this.owesEverything
  }

  add(identifiers: Iterable<string>, record?: string): void {
    if (record !== undefined && this.records.size < MAX_OWED) this.records.add(record)
    if (this.owesEverything) return
    for (const identifier of identifiers) this.identifiers.add(identifier)
    if (this.identifiers.size > MAX_OWED) this.#coarsen()
    if (this.identifiers.size > MAX_OWED || this.identifiers.has(EVERYTHING)) {
      this.identifiers.clear()
      this.owesEverything = true
    }
  }

  /** Takes over another debt, as after a payment that failed. */
  merge(other: Debt): void {
    this.owesEverything ||= other.owesEverything
    this.add(other.identifiers)
    for (const record of other.records) this.add([], record)
  }

  #coarsen(): void {
    for (const identifier of [...this.identifiers]) {
      const bulk = inBulk(identifier)
      if (bulk === undefined) continue
      this.identifiers.delete(identifier)
      this.identifiers.add(bulk)
    }
  }
}
