import { Redis } from 'ioredis'
import { Alkey } from '../../src'
import type { Bench } from './bench'
import { compareSizes } from './compare-sizes'

const CHUNK = 5_000

/**
 * The same work beside more and more entries, tokens and values by turns. Nothing in Redis lists what depends on a row, so a
 * row on which many values depend is a Redis with many values.
 */
export async function flatInEntries(bench: Bench): Promise<void> {
  const sizes = bench.sizes([1_000, 10_000, 100_000, 1_000_000])
  const url = await bench.servers.redis()
  const alkeys: Alkey[] = []
  for (const [database, size] of sizes.entries()) {
    const redis = new Redis(`${url}/${database}`)
    for (let begun = 0; begun < size; begun += CHUNK) {
      await redis.mset(Array.from({ length: Math.min(CHUNK, size - begun) }, (_, i) => entry(begun + i)).flat())
    }
    await redis.quit()
    alkeys.push(new Alkey({ redis: `${url}/${database}`, namespace: 'bench', schemaVersion: '1' }))
  }
  const compare = (what: string, call: (alkey: Alkey) => Promise<unknown>): Promise<void> =>
    compareSizes(bench, `${what}, by entries in Redis`, sizes, (_, database) => {
      const alkey = alkeys[database] as Alkey
      return { call: () => call(alkey), times: 200 }
    })
  const rows = Array.from({ length: 10 }, (_, i) => `alkey:users#${i}`)
  await compare('a key of 10 rows', (alkey) => alkey.keyGenerator(...rows))
  await compare('a hit of remember', (alkey) => alkey.remember([...rows, 'page'], () => 'page'))
  await compare('invalidate of a row', (alkey) => alkey.invalidate('alkey:users#1'))
  await compare('flush', (alkey) => alkey.flush())
  await Promise.all(alkeys.map((alkey) => alkey.close()))
}

function entry(i: number): readonly [key: string, text: string] {
  return i % 2 === 0 ? [`{bench}:alkey:others#${i}`, `T${i}`] : [`bench:value:${i}`, 'x'.repeat(100)]
}
