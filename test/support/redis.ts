import { randomUUID } from 'node:crypto'
import { Redis, type RedisOptions } from 'ioredis'
import { sharedUrl } from './shared-url'

/** A connected client of the shared Redis, or of the given one. Whoever opens it closes it. */
export async function connectRedis(url = sharedUrl('REDIS_URL'), options: RedisOptions = {}): Promise<Redis> {
  const redis = new Redis(url, { ...options, lazyConnect: true })
  // Without a listener ioredis prints each failed attempt to connect.
  redis.on('error', () => undefined)
  await redis.connect()
  return redis
}

/** Keeps tests that share a Redis apart. Matches /^[A-Za-z0-9._-]{1,64}$/. */
export function uniqueNamespace(): string {
  return `test-${randomUUID()}`
}
