import { EVERYTHING } from '../identifiers/identifier'

/**
 * The change sets of open transactions on connections that everybody shares, as with PGlite: other flows see their rows
 * before they are committed, so nothing that meets them may be cached meanwhile.
 */
export class OpenChanges {
  readonly #open = new Map<Set<string>, ReadonlySet<string>>()

  /**
   * Watches sets that still grow.
   * @param identifiers what has changed
   * @param possible what may have changed besides, until it is known
   */
  open(identifiers: Set<string>, possible: ReadonlySet<string>): void {
    this.#open.set(identifiers, possible)
  }

  close(identifiers: Set<string>): void {
    this.#open.delete(identifiers)
  }

  /** Whether an open transaction has changed one of these. */
  meets(identifiers: readonly string[]): boolean {
    for (const [open, possible] of this.#open) {
      if (open.has(EVERYTHING)) return true
      if (identifiers.some((identifier) => open.has(identifier) || possible.has(identifier))) return true
    }
    return false
  }

  /** Adds to every open transaction what another flow has written on its connection: a rollback takes that back, too. */
  absorb(identifiers: Iterable<string>): void {
    if (this.#open.size === 0) return
    const all = [...identifiers]
    for (const open of this.#open.keys()) for (const identifier of all) open.add(identifier)
  }
}
