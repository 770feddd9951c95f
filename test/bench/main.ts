import { reasonOf } from '../support/servers/reason'
import { wholeBench } from './bench'
import { BenchServers } from './bench-servers'
import { benchmarks } from './benchmarks'
import { PeerPackages } from './peer-packages'

// `npm run bench` runs all benchmarks, `npm run bench -- keys values` these, `npm run bench -- --list` names them.

async function main(names: readonly string[]): Promise<void> {
  if (names.includes('--list')) {
    for (const [name, [what]] of Object.entries(benchmarks)) console.log(`${name.padEnd(12)} ${what}`)
    return
  }
  const unknown = names.filter((name) => !(name in benchmarks))
  if (unknown.length > 0) {
    throw new Error(`There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`)
  }
  const servers = new BenchServers()
  const peers = new PeerPackages()
  const bench = wholeBench(servers, peers)
  console.log(`Medians of ${bench.rounds} rounds. The control is the floor once more: it shows the noise.`)
  try {
    for (const [name, [what, run]] of Object.entries(benchmarks)) {
      if (names.length > 0 && !names.includes(name)) continue
      const begun = performance.now()
      console.log(`\n${name}: ${what}`)
      await run(bench)
      console.log(`(${((performance.now() - begun) / 1_000).toFixed(0)} s)`)
    }
  } finally {
    await Promise.all([servers.stop(), peers.remove()])
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(reasonOf(error))
  process.exitCode = 1
})
