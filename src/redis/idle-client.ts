import type { Redis } from 'ioredis'

/** What of an ioredis client keeps the process alive. */
interface Held {
  readonly stream?: { unref(): unknown }
  readonly reconnectTimeout?: NodeJS.Timeout | null
}

/** Has a client keep no process alive. While a command is under way, the timer of its deadline does. */
export function letProcessEnd(client: Redis): void {
  const held = client as unknown as Held
  for (const event of ['connect', 'reconnecting'])
    client.on(event, () => {
      held.stream?.unref()
      held.reconnectTimeout?.unref()
    })
}
