import type { EventHub } from '../events'
import { isChangeLog } from '../tokens/change-log'
import type { TokenStore } from '../tokens/token-store'

/**
 * Brings bumps to the store. Bumping happens after the commit, where nothing can be undone: it never rejects, and what
 * the store did not take is owed and delivered before this process reads tokens again.
 */
export class Delivery {
  readonly #store: TokenStore
  readonly #events: EventHub
  #owed = new Set<string>()
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
      for (const identifier of all) this.#owed.add(identifier)
      this.#events.emit('owed', { identifiers: all, error })
      return false
    }
  }

  /** What the store has not taken yet. */
  get owed(): ReadonlySet<string> {
    return this.#owed
  }

  /** Delivers what is owed, if anything is. @returns whether nothing is owed any more */
  async settleOwed(): Promise<boolean> {
    while (this.#settling !== undefined || this.#owed.size > 0) {
      this.#settling ??= this.#bumpOwed().finally(() => (this.#settling = undefined))
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

  async #bumpOwed(): Promise<boolean> {
    // A commit during the call may owe the same identifiers again, so they go to a new set.
    const identifiers = [...this.#owed]
    this.#owed = new Set()
    try {
      await this.#store.bump(identifiers)
    } catch {
      // Told by the `owed` event already; whoever asked gives an uncacheable key.
      for (const identifier of identifiers) this.#owed.add(identifier)
      return false
    }
    this.#events.emit('delivered', { identifiers })
    return true
  }
}
