import type { EventHub } from '../events'
import { GLOBAL } from '../identifiers/identifier'
import { isChangeLog } from '../tokens/change-log'
import type { TokenStore } from '../tokens/token-store'
import { Debt } from './debt'

/**
 * Brings bumps to the store. Bumping happens after the commit, where nothing can be undone: it never rejects, and what
 * the store did not take is owed and delivered before this process reads tokens again.
 */
export class Delivery {
  readonly #store: TokenStore
  readonly #events: EventHub
  #debt = new Debt()
  #settling: Promise<boolean> | undefined

  constructor(store: TokenStore, events: EventHub) {
    this.#store = store
    this.#events = events
  }

  /**
   * Bumps now. With the id of a change set, its record is removed in the same go.
   * @returns whether the store took it; what it did not take is owed
   */
  async deliver(identifiers: ReadonlySet<string>, changeSet?: string): Promise<boolean> {
    if (identifiers.size === 0) return true
    const all = [...identifiers]
    try {
      if (changeSet !== undefined && isChangeLog(this.#store)) await this.#store.settle(changeSet, all)
      else await this.#store.bump(all)
      this.#events.emit('bumped', { identifiers: all })
      return true
    } catch (error) {
      this.#debt.add(all, changeSet)
      this.#events.emit('owed', { identifiers: all, error })
      return false
    }
  }

  /** What the store has not taken yet: `alkey:*#*` alone when it was too much to remember. */
  get owed(): readonly string[] {
    return this.#debt.owesEverything ? [GLOBAL] : [...this.#debt.identifiers]
  }

  /** Delivers what is owed, if anything is. @returns whether nothing is owed any more */
  async settleOwed(): Promise<boolean> {
    while (this.#settling !== undefined || !this.#debt.isEmpty) {
      this.#settling ??= this.#pay().finally(() => (this.#settling = undefined))
      if (!(await this.#settling)) return false
    }
    return true
  }

  /** Tries for at most `deadlineMs` to deliver what is owed. */
  async drain(deadlineMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, deadlineMs, false)))
    await Promise.race([this.settleOwed(), deadline])
    clearTimeout(timer)
  }

  async #pay(): Promise<boolean> {
    // A commit during the call may owe the same identifiers again, so they go to a new debt.
    const debt = this.#debt
    this.#debt = new Debt()
    const identifiers = [...debt.identifiers]
    try {
      if (debt.owesEverything) await this.#store.flush()
      if (identifiers.length > 0) await this.#store.bump(identifiers)
      if (debt.records.size > 0 && isChangeLog(this.#store)) await this.#store.discard([...debt.records])
    } catch {
      // Told by the `owed` event already; whoever asked gives an uncacheable key.
      this.#debt.merge(debt)
      return false
    }
    this.#events.emit('delivered', { identifiers: debt.owesEverything ? [GLOBAL] : identifiers })
    return true
  }
}
