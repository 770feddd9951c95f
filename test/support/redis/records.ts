import { connectRedis } from './redis'

/** What each open record of a namespace names: its identifiers, sorted, without its notes. */
export async function recordsIn(namespace: string, redisUrl?: string): Promise<string[][]> {
  const redis = await connectRedis(redisUrl)
  const keys = await redis.keys(`{${namespace}}:changed:*`)
  const records = await Promise.all(keys.map((key) => redis.smembers(key)))
  await redis.quit()
  return records.map((record) => record.filter((text) => !text.startsWith('~')).sort())
}

/** Has nobody look after the open records any more. */
export async function forgetRecords(namespace: string): Promise<void> {
  const redis = await connectRedis()
  const keys = await redis.keys(`{${namespace}}:change*`)
  if (keys.length > 0) await redis.unlink(keys)
  await redis.quit()
}
