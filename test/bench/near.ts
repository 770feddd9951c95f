import { Redis } from 'ioredis'
import { Alkey } from '../../src'
import { eventually } from '../support/waiting/eventually'
import type { Bench } from './bench'
import { compareCallers } from './compare-callers'
import { sampleValue } from './sample-value'

/**
 * What keys and hits cost with the option `nearCache`, to the same `MGET` without the library: a key again while nothing has
 * changed, a key that was never made before of tokens that are there, and a hit with `localValues` and `shared`.
 */
export async function near(bench: Bench): Promise<void> {
  const redis = new Redis(await bench.servers.redis())
  const alkey = new Alkey({
    redis,
    namespace: 'bench',
    schemaVersion: '1',
    localValues: { maxBytes: 2 ** 20 },
    nearCache: { maxStalenessMs: 60_000 },
  })
  let page = 0
  for (const count of [1, 3, 10, 50]) {
    const identifiers = Array.from({ length: count }, (_, i) => `alkey:users#${i}`)
    const tokens = ['epoch', 'alkey:users#~', ...identifiers].map((key) => `{bench}:${key}`)
    await eventually(async () => (await alkey.keyGenerator.explain(...identifiers)).isNear === true)
    await compareCallers(bench, `${count} rows, to MGET`, () => redis.mget(tokens), {
      same: () => alkey.keyGenerator(...identifiers),
      new: () => alkey.keyGenerator(...identifiers, ++page),
      hit: () => alkey.remember([...identifiers, 'page'], () => sampleValue, { shared: true }),
    })
  }
  await alkey.close()
  await redis.quit()
}
