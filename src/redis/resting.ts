import type { Redis } from 'ioredis'

/** After `close()`, a connection keeps the process alive only while a command is under way. */
export class Resting {
  readonly #client: Held
  #isResting = false
  /** Commands that have no answer yet. */
  #underway = 0

  constructor(client: Redis) {
    this.#client = client as unknown as Held
    for (const event of ['connect', 'reconnecting'])
      client.on(event, () => {
        this.loosen()
      })
  }

  begin(): void {
    this.#isResting = true
    this.loosen()
  }

  /** Holds the process while commands are under way. */
  async during<Value>(commands: () => Promise<Value>): Promise<Value> {
    this.#underway++
    if (this.#isResting) this.#client.stream?.ref()
    try {
      return await commands()
    } finally {
      this.#underway--
      this.loosen()
    }
  }

  /** @param timer one of ours, which has just been set */
  loosen(timer?: NodeJS.Timeout): void {
    if (!this.#isResting) return
    if (this.#underway === 0) this.#client.stream?.unref()
    this.#client.reconnectTimeout?.unref()
    timer?.unref()
  }
}

/** What of an ioredis client keeps the process alive. */
interface Held {
  readonly stream?: { ref(): unknown; unref(): unknown }
  readonly reconnectTimeout?: NodeJS.Timeout | null
}
