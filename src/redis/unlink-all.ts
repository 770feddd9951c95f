import type { Redis } from 'ioredis'
import { CHUNK, chunks } from './chunks'

/** Removes keys in chunks, between which Redis can serve others. What is sent at once leaves in one piece anyway. */
export function unlinkAll(client: Redis, keys: readonly string[]): Promise<unknown> {
  if (keys.length <= CHUNK) return client.unlink(...keys)
  return Promise.all(chunks(keys, CHUNK).map((chunk) => client.unlink(...chunk)))
}
