import { momentaryBench } from '../bench/bench'
import { BenchServers } from '../bench/bench-servers'
import { benchmarks } from '../bench/benchmarks'
import { staleReads } from '../bench/stale-reads'

// Each benchmark for a moment, so that none rots: what it prints must be figures, whatever they are.

const servers = new BenchServers()
afterAll(() => servers.stop())

test.each(Object.entries(benchmarks))('the benchmark %s runs', async (_, [, run]) => {
  const lines: string[] = []
  await run(momentaryBench(servers, (line) => lines.push(line)))
  expect(lines.filter((line) => /\d/.test(line))).not.toEqual([])
  expect(lines.filter((line) => /NaN|Infinity|undefined/.test(line))).toEqual([])
})

test('a stale read is one of an older version than was acknowledged before it began', () => {
  const writes = [
    [1, 2, 20],
    [1, 1, 10],
    [1, 3, 15],
  ] as const
  const reads = [
    [1, 0, 10],
    [1, 0, 11],
    [1, 2, 16],
    [1, 3, 16],
    [1, 2, 21],
    [2, 0, 21],
  ] as const
  expect(reads.map((read) => staleReads([read], writes))).toEqual([0, 1, 1, 0, 1, 0])
  expect(staleReads(reads, writes)).toBe(3)
})
