import { EVERYTHING } from '../identifiers/identifier'
import type { Changes } from './changes'

/**
 * The change sets of open transactions on connections that everybody shares, as with PGlite: other flows see their rows
 * before they are committed, so nothing that meets them may be cached meanwhile.
 */
export class OpenChanges {
  readonly #open = new Map<Changes, ReadonlySet<string>>()

  /**
   * Watches changes that still grow.
   * @param changes what has changed
   * @param possible what may have changed besides, until it is known
   */
  open(changes: Changes, possible: ReadonlySet<string>): void {
    this.#open.set(changes, possible)
  }

  close(changes: Changes): void {
    this.#open.delete(changes)
  }

  /** Whether an open transaction has changed one of these. */
  meets(identifiers: readonly string[]): boolean {
    for (const [{ identifiers: open }, possible] of this.#open) {
      if (open.has(EVERYTHING)) return true
      if (identifiers.some((identifier) => open.has(identifier) || possible.has(identifier))) return true
    }
    return false
  }

  /** Adds to every open transaction what another flow has written on its connection: a rollback takes that back, too. */
  absorb({ identifiers }: Changes): void {
    for (const open of this.#open.keys()) open.add(identifiers)
  }
}
