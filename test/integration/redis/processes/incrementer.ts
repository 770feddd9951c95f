import { Redis } from 'ioredis'
import { RedisHandler, StandardTag } from '../../../../src/fragmented-keys'

// A process that increments a tag as fast as it can.

let redis: Redis
let tag: () => StandardTag

export async function open(url: string, name: string, prefix: string): Promise<void> {
  redis = new Redis(url, { lazyConnect: true })
  await redis.connect()
  const handler = new RedisHandler(redis)
  tag = () => new StandardTag(name, '', { handler, prefix })
}

/** All at once. @returns the versions that came of it */
export function increment(times: number): Promise<number[]> {
  return Promise.all(Array.from({ length: times }, () => tag().increment()))
}

export function version(): Promise<number> {
  return tag().getTagVersion()
}

export function close(): void {
  redis.disconnect()
}
