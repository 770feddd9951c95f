import { connectRedis } from '../../redis/redis'

export async function read(key: string): Promise<string | null> {
  const redis = await connectRedis()
  try {
    return await redis.get(key)
  } finally {
    redis.disconnect()
  }
}

export function fail(): never {
  throw Object.assign(new TypeError('no such thing'), { code: 'E_SAMPLE' })
}

export function neverAnswer(): Promise<void> {
  return new Promise(() => undefined)
}
