import { Redis } from 'ioredis'
import { Alkey } from '../../src'
import type { Bench } from './bench'
import { compareCallers } from './compare-callers'

/** How long a key takes when all its tokens exist, to the same `MGET` without the library. */
export async function keys(bench: Bench): Promise<void> {
  const redis = new Redis(await bench.servers.redis())
  const alkey = new Alkey({ redis, namespace: 'bench', schemaVersion: '1' })
  for (const count of [1, 3, 10, 50]) {
    const identifiers = Array.from({ length: count }, (_, i) => `alkey:users#${i}`)
    const tokens = ['epoch', 'alkey:users#~', ...identifiers].map((key) => `{bench}:${key}`)
    const key = (): Promise<string> => alkey.keyGenerator(...identifiers)
    await compareCallers(bench, `a key of ${count} rows, to MGET`, () => redis.mget(tokens), { key })
  }
  await alkey.close()
  await redis.quit()
}
