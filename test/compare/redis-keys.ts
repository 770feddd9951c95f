import type { Redis } from 'ioredis'

/** Removes all keys that have this text in their names. */
export async function removeKeys(redis: Redis, text: string): Promise<void> {
  for await (const keys of redis.scanStream({ match: `*${text}*`, count: 1_000 }) as AsyncIterable<string[]>) {
    if (keys.length > 0) await redis.unlink(keys)
  }
}
