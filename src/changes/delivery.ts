import type { EventHub } from '../events'
import type { Changes } from './changes'
import { Repetitions } from './repetitions'
import { TagDelivery } from './tag-delivery'
import type { TokenChanges } from './token-changes'
import { TokenDelivery } from './token-delivery'

/** What came of a delivery. */
export interface Delivered {
  /** Whether the token store took all of it. */
  readonly isStored: boolean
  /** Why a cache handler did not take its tags, if one did not. */
  readonly handlerFailure: Error | undefined
}

/** Brings changes to where their tokens are. It never rejects: what could not be delivered is owed, and tried again. */
export class Delivery {
  readonly tokens: TokenDelivery
  readonly tags: TagDelivery
  /** What is to be delivered again. */
  readonly #again: Repetitions<Changes>
  #isStopped = false

  constructor(store: TokenChanges, deadlineMs: number, leaseMs: number, events: EventHub) {
    this.tokens = new TokenDelivery(store, events)
    this.tags = new TagDelivery(deadlineMs, events)
    this.#again = new Repetitions(leaseMs, (changes) => void this.deliver(changes))
  }

  /** What is still owed: identifiers, and names of tags. */
  get owed(): readonly string[] {
    return [...this.tokens.owed, ...this.tags.owed]
  }

  /** Delivers now. With the id of a change set, its record is removed in the same go. */
  async deliver({ identifiers, tags }: Changes, changeSet?: string): Promise<Delivered> {
    const incremented = tags.length > 0 ? this.tags.increment(tags) : undefined
    const isStored = await this.tokens.deliver(identifiers, changeSet)
    return { isStored, handlerFailure: incremented && (await incremented) }
  }

  /** For changes that may still be committed: delivers them again after 1, 2, 4 … leases. */
  repeat(changes: Changes): void {
    if (!changes.isEmpty && !this.#isStopped) this.#again.add(changes)
  }

  /**
   * Waits for `last` and what is on its way, and tries for at most `deadlineMs` to deliver what is owed. Tags that are to be
   * incremented again are now, since only this process knows of them, and it may end.
   */
  async drain(deadlineMs: number, last: Promise<unknown>): Promise<void> {
    await this.tokens.drain(deadlineMs, last)
    const repeated = this.#again.waiting().flatMap(({ tags }) => tags)
    await Promise.all([this.tags.increment(repeated), this.tags.settle()])
  }

  /** Tries no more to deliver what is owed. */
  stop(): void {
    this.#isStopped = true
    this.#again.end()
    this.tokens.stop()
    this.tags.stop()
  }
}
