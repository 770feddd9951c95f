import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Alkey } from '../../src'
import { startRedis } from '../support/servers/start-redis'

// How long the event loop stands still while 5,000 callers ask for one value at once: one that nobody has, and one that is
// found. It includes the loop in which they ask.

const CALLERS = 5_000
const ROUNDS = 5

const rows = Array.from({ length: 50 }, (_, id) => ({ id, name: `name ${id}`, at: new Date(id) }))

async function main(): Promise<void> {
  const server = await startRedis()
  const alkey = new Alkey({ redis: server.url, namespace: 'bench' })
  console.log(`${CALLERS} callers of one value of ${rows.length} rows, ${ROUNDS} rounds: ms, and loads`)
  for (let round = 0; round < ROUNDS; round++) {
    let loads = 0
    const load = async (): Promise<unknown> => {
      loads++
      await new Promise((resolve) => setTimeout(resolve, 500))
      return rows
    }
    for (const what of ['cold', 'found']) {
      const delay = monitorEventLoopDelay({ resolution: 1 })
      delay.enable()
      const begin = performance.now()
      await Promise.all(Array.from({ length: CALLERS }, () => alkey.remember(['rows', round], load)))
      const all = performance.now() - begin
      delay.disable()
      const [worst, usual] = [delay.max, delay.percentile(99)].map((ns) => (ns / 1e6).toFixed(0))
      console.log(
        `${what}: event loop at most ${worst}, p99 ${usual}; all served after ${all.toFixed(0)}; ${loads} loads`,
      )
    }
  }
  await alkey.close()
  await server.stop()
}

void main()
