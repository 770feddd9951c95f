import { setTimeout as pause } from 'node:timers/promises'
import type { EventHub } from '../events'
import { EVERYTHING, GLOBAL } from '../identifiers/identifier'
import { boundedScopes } from './bounded-scopes'
import { Debt } from './debt'
import { Retry } from './retry'
import type { TokenChanges } from './token-changes'

/** Identifiers in one call to the store, which has one deadline: what it took once is not sent again. */
const SLICE = 5_000

/**
 * Brings bumps to the store. Bumping happens after the commit, where nothing can be undone: it never rejects, and what
 * the store did not take is owed and delivered before this process reads tokens again.
 */
export class TokenDelivery {
  readonly #store: TokenChanges
  readonly #events: EventHub
  readonly #underway = new Set<Promise<boolean>>()
  #debt = new Debt()
  /** What is being paid right now. */
  #paying: Debt | undefined
  #settling: Promise<boolean> | undefined
  /** For a store that does not tell when it is back. */
  readonly #retry = new Retry(() => void this.settleOwed())
  #failure: unknown

  constructor(store: TokenChanges, events: EventHub) {
    this.#store = store
    this.#events = events
  }

  /**
   * Bumps now. With the id of a change set, its record is removed in the same go.
   * @returns whether the store took it; what it did not take is owed
   */
  deliver(identifiers: ReadonlySet<string>, changeSet?: string): Promise<boolean> {
    if (identifiers.size === 0) return Promise.resolve(true)
    const delivery = this.#deliver([...boundedScopes(identifiers)], changeSet, () => {
      this.#underway.delete(delivery)
    })
    this.#underway.add(delivery)
    return delivery
  }

  /** What the store has not taken yet: `alkey:*#*` alone when it was too much to remember. */
  get owed(): readonly string[] {
    if (this.#debt.owesEverything || this.#paying?.owesEverything) return [GLOBAL]
    return [...new Set([...this.#debt.identifiers, ...(this.#paying?.identifiers ?? [])])]
  }

  /** Why the store has not taken what is owed. */
  get failure(): unknown {
    return this.#failure
  }

  /** Whether anything is owed, or is being delivered late. */
  get isOwing(): boolean {
    return this.#settling !== undefined || !this.#debt.isEmpty
  }

  /** Delivers what is owed, if anything is. @returns whether nothing is owed any more */
  async settleOwed(): Promise<boolean> {
    while (this.isOwing) {
      this.#settling ??= this.#pay().finally(() => (this.#settling = undefined))
      if (!(await this.#settling)) return false
    }
    return true
  }

  /** Waits for `last` and what is on its way, and tries for at most `deadlineMs` to deliver what is owed. */
  async drain(deadlineMs: number, last: Promise<unknown>): Promise<void> {
    let isOver = false
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, deadlineMs)))
    try {
      await Promise.race([last.then(() => this.#deliverAll(() => isOver)), deadline])
    } finally {
      isOver = true
      clearTimeout(timer)
    }
  }

  /** Tries no more to deliver what is owed. */
  stop(): void {
    this.#retry.stop()
  }

  async #deliverAll(isOver: () => boolean): Promise<void> {
    await Promise.all(this.#underway)
    while (!isOver() && !(await this.settleOwed())) await pause(50, undefined, { ref: false })
  }

  async #deliver(identifiers: readonly string[], changeSet: string | undefined, onEnd: () => void): Promise<boolean> {
    let sent = 0
    const inOrder = globalFirst(identifiers)
    try {
      await this.#bump(inOrder, changeSet, (count) => {
        sent = count
      })
    } catch (error) {
      const owed = inOrder.slice(sent)
      this.#failure = error
      this.#debt.add(owed, changeSet)
      this.#events.emit('owed', { identifiers: owed, error })
      this.#retry.later()
      return false
    } finally {
      onEnd()
    }
    this.#events.emit('bumped', { identifiers })
    if (!this.#debt.isEmpty) void this.settleOwed()
    return true
  }

  /** Bumps in slices; the last one also removes the record. @param onSent gets how many identifiers the store has taken */
  async #bump(
    identifiers: readonly string[],
    changeSet: string | undefined,
    onSent: (count: number) => void,
  ): Promise<void> {
    if (identifiers.includes(EVERYTHING)) await this.#store.flush()
    for (let at = 0; at < identifiers.length; at += SLICE) {
      const slice = identifiers.slice(at, at + SLICE)
      const isLast = at + SLICE >= identifiers.length
      if (isLast && changeSet !== undefined) await this.#store.settle(changeSet, slice)
      else await this.#store.bump(slice)
      onSent(at + slice.length)
    }
  }

  async #pay(): Promise<boolean> {
    // A commit during the call may owe the same identifiers again, so they go to a new debt.
    const debt = (this.#paying = this.#debt)
    this.#debt = new Debt()
    const identifiers = globalFirst([...debt.identifiers])
    try {
      if (debt.owesEverything) await this.#store.flush()
      await this.#bump(identifiers, undefined, (count) => {
        for (const identifier of identifiers.slice(0, count)) debt.identifiers.delete(identifier)
      })
      if (debt.records.size > 0) await this.#store.discard([...debt.records])
    } catch (error) {
      // The event `owed` came already; the caller gets an uncacheable key.
      this.#failure = error
      this.#debt.merge(debt)
      this.#retry.later()
      return false
    } finally {
      this.#paying = undefined
    }
    this.#events.emit('delivered', { identifiers: debt.owesEverything ? [GLOBAL] : identifiers })
    return true
  }
}

/** Who finds the token of `GLOBAL` unchanged after others then knows that those are not newer, however many are bumped. */
function globalFirst(identifiers: readonly string[]): readonly string[] {
  if (identifiers[0] === GLOBAL || !identifiers.includes(GLOBAL)) return identifiers
  return [GLOBAL, ...identifiers.filter((identifier) => identifier !== GLOBAL)]
}
