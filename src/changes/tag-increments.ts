import type { Versioned } from '../tokens/versioned-part'

/**
 * The increments of one tag, one at a time: a handler that gives no answer would be asked for ever more of them. Whoever
 * asks meanwhile has a second one behind it, which is the same for all of them, since it begins after each has asked.
 */
export class TagIncrements {
  readonly tag: Versioned
  /** Whether somebody who has waited for one was told that it failed, or that it takes too long. */
  isOwed = false
  readonly #onDelivered: () => void
  #underway: Promise<void> | undefined
  #next: Promise<void> | undefined

  /** @param onDelivered is called when one has succeeded and none waits behind it */
  constructor(tag: Versioned, onDelivered: () => void) {
    this.tag = tag
    this.#onDelivered = onDelivered
  }

  /** One that begins from now on. */
  begin(): Promise<void> {
    if (!this.#underway) return this.#next ?? this.#run()
    return (this.#next ??= this.#underway.catch(() => undefined).then(() => this.#run()))
  }

  /** The last that was asked for; a new one when all have ended. */
  last(): Promise<void> {
    return this.#next ?? this.#underway ?? this.#run()
  }

  #run(): Promise<void> {
    this.#next = undefined
    return (this.#underway = this.#increment())
  }

  async #increment(): Promise<void> {
    try {
      // Not before this function has given its promise.
      await Promise.resolve().then(() => this.tag.increment())
    } finally {
      this.#underway = undefined
    }
    if (!this.#next) this.#onDelivered()
  }
}
