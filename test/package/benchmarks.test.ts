import { momentaryBench } from '../bench/bench'
import { BenchServers } from '../bench/bench-servers'
import { benchmarks } from '../bench/benchmarks'

// Each benchmark for a moment, so that none rots: what it prints must be figures, whatever they are.

const servers = new BenchServers()
afterAll(() => servers.stop())

test.each(Object.entries(benchmarks))('the benchmark %s runs', async (_, [, run]) => {
  const lines: string[] = []
  await run(momentaryBench(servers, (line) => lines.push(line)))
  expect(lines.filter((line) => /\d/.test(line))).not.toEqual([])
  expect(lines.filter((line) => /NaN|Infinity|undefined/.test(line))).toEqual([])
})
