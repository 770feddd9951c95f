import { Alkey } from '../../src'
import type { Bench } from './bench'
import { compareSizes } from './compare-sizes'

/** About so many rows in each round, so that each size has its share. */
const ROWS = 20_000

/** The time for each dependency of a key that has more and more of them; half a million is the most that a key takes. */
export async function flatInDependencies(bench: Bench): Promise<void> {
  const sizes = bench.sizes([100, 1_000, 10_000, 100_000])
  const redis = await bench.servers.redis()
  const alkey = new Alkey({ redis, namespace: 'bench', schemaVersion: '1', deadlineMs: 60_000 })
  const rowsOf = (size: number): string[] => Array.from({ length: size }, (_, i) => `alkey:users#${i}`)
  const perRow = (what: string, call: (rows: readonly string[]) => Promise<unknown>): Promise<void> =>
    compareSizes(bench, `${what}, for each row, by rows`, sizes, (size) => {
      const rows = rowsOf(size)
      return { call: () => call(rows), times: Math.max(1, ROWS / size), amount: size }
    })
  await perRow('a key', (rows) => alkey.keyGenerator(...rows))
  await perRow('invalidate', (rows) => alkey.invalidate(...rows))
  await alkey.close()
}
