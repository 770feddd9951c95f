import { Redis } from 'ioredis'
import { Alkey } from '../../src'
import type { Bench } from './bench'
import { compareCallers } from './compare-callers'
import { sampleValue } from './sample-value'

/**
 * What a hit of `remember` costs, to what it can't do without: the value from Redis, to `GET` and `JSON.parse`; the value
 * from this process, to the `MGET` of its tokens and a copy for each caller; one shared by all, to that `MGET` alone.
 */
export async function values(bench: Bench): Promise<void> {
  const redis = new Redis(await bench.servers.redis())
  const options = { redis, namespace: 'bench', schemaVersion: '1' }
  const alkey = new Alkey(options)
  const near = new Alkey({ ...options, localValues: { maxBytes: 2 ** 20 } })
  const json = JSON.stringify(sampleValue)
  await redis.set('floor', json)
  bench.print(`a value of ${json.length} characters of JSON`)
  for (const count of [1, 3, 10]) {
    const identifiers = Array.from({ length: count }, (_, i) => `alkey:users#${i}`)
    const tokens = ['epoch', 'alkey:users#~', ...identifiers].map((key) => `{bench}:${key}`)
    const parts = [...identifiers, 'page']
    const load = (): typeof sampleValue => sampleValue
    const get = async (): Promise<unknown> => JSON.parse((await redis.get('floor')) as string)
    const copy = async (): Promise<unknown> => (await redis.mget(tokens), JSON.parse(json))
    const shared = { shared: true }
    await compareCallers(bench, `${count} rows, to GET and parse`, get, { remember: () => alkey.remember(parts, load) })
    await compareCallers(bench, `${count} rows, to MGET and parse`, copy, { local: () => near.remember(parts, load) })
    await compareCallers(bench, `${count} rows, to MGET`, () => redis.mget(tokens), {
      shared: () => near.remember(parts, load, shared),
    })
  }
  await Promise.all([alkey.close(), near.close()])
  await redis.quit()
}
