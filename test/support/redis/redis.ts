import { randomUUID } from 'node:crypto'
import { Redis, type RedisOptions } from 'ioredis'
import { sharedUrl } from '../servers/shared-url'

/** A connected client of the shared Redis, or of the given one. Whoever opens it closes it. */
export async function connectRedis(url = sharedUrl('REDIS_URL'), options: RedisOptions = {}): Promise<Redis> {
  const redis = new Redis(url, { ...options, lazyConnect: true })
  // Without a listener ioredis prints each failed attempt to connect.
  redis.on('error', () => undefined)
  await redis.connect()
  return redis
}

/** Options for tests that are not about deadlines: a machine that is slow for a second is no finding. */
export function sharedRedis(namespace = uniqueNamespace()): { redis: string; namespace: string; deadlineMs: number } {
  return { redis: sharedUrl('REDIS_URL'), namespace, deadlineMs: 10_000 }
}

/** Keeps tests that share a Redis apart. Matches /^[A-Za-z0-9._-]{1,64}$/. */
export function uniqueNamespace(): string {
  return `test-${randomUUID()}`
}
