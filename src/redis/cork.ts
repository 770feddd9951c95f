import type { Redis } from 'ioredis'
import { afterThis } from '../event-loop'

/** Has what is sent at once leave in one piece: each writing by itself costs as much as all else that a small command does. */
export class Cork {
  #isHeld = false

  /** Holds back what is written from now on, until what runs now has run. */
  hold(client: Redis): void {
    // There is none before the first connection.
    const stream = client.stream as Redis['stream'] | undefined
    if (this.#isHeld || !stream) return
    this.#isHeld = true
    stream.cork()
    afterThis(() => {
      this.#isHeld = false
      stream.uncork()
    })
  }
}
