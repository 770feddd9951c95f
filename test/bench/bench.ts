import type { BenchServers } from './bench-servers'
import type { PeerPackages } from './peer-packages'

/** What a benchmark works with. */
export interface Bench {
  readonly servers: BenchServers
  /** How often everything is measured. Each time all variants have their turn, so that a busy moment hits all of them. */
  readonly rounds: number
  /** How many calls to make in a round, where it would take so many: one, if the benchmark runs only for a moment. */
  readonly calls: (usual: number) => number
  /** Which of some sizes to measure: the smallest, if the benchmark runs only for a moment. */
  readonly sizes: (ascending: readonly number[]) => readonly number[]
  /** Where the libraries that are compared with are installed, or why they are not. */
  readonly peerPackages: PeerPackages['directory']
  readonly print: (line: string) => void
}

export type Benchmark = (bench: Bench) => Promise<void>

const ROUNDS = 15

/** All rounds and calls; `BENCH_ROUNDS` sets the rounds. */
export function wholeBench(servers: BenchServers, peers: PeerPackages): Bench {
  const rounds = Number(process.env['BENCH_ROUNDS'] ?? ROUNDS)
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`BENCH_ROUNDS is '${String(process.env['BENCH_ROUNDS'])}': set it to a whole number from 1`)
  }
  return {
    ...{ servers, rounds, print: console.log },
    calls: (usual) => usual,
    sizes: (ascending) => ascending,
    peerPackages: () => peers.directory(),
  }
}

/** Each thing once, for a test: the figures mean nothing. */
export function momentaryBench(servers: BenchServers, print: Bench['print']): Bench {
  return {
    ...{ servers, rounds: 1, print },
    calls: () => 1,
    sizes: (ascending) => ascending.slice(0, 1),
    peerPackages: () => Promise.resolve({ reason: 'a test installs nothing from npm' }),
  }
}
