import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Alkey } from '../../src'
import type { Bench } from './bench'
import { median } from './rounds'
import { sampleValue } from './sample-value'

const AT_ONCE = 5_000
const CALLERS = 64
const CALLS = 20_000
const LOAD_MS = 500
const MOST_ROUNDS = 5

/**
 * How long the event loop stands still: while thousands of callers ask at once for a value that has to be loaded, and for
 * one that is found, the loop in which they ask included; and while some callers ask again and again.
 */
export async function eventLoop({ servers, rounds, calls, print }: Bench): Promise<void> {
  const alkey = new Alkey({ redis: await servers.redis(), namespace: 'bench', schemaVersion: '1' })
  let loads = 0
  const load = async (): Promise<unknown> => {
    loads++
    await new Promise((resolve) => setTimeout(resolve, calls(LOAD_MS)))
    return sampleValue
  }
  const ask = (round: number): Promise<unknown> => alkey.remember(['alkey:users#1', 'page', round], load)
  const askAtOnce = (round: number): Promise<unknown> =>
    Promise.all(Array.from({ length: calls(AT_ONCE) }, () => ask(round)))
  const askOften = (round: number): Promise<unknown> =>
    Promise.all(
      Array.from({ length: CALLERS }, async () => {
        for (let i = 0; i < calls(CALLS) / CALLERS; i++) await ask(round)
      }),
    )
  const cases = { cold: askAtOnce, found: askAtOnce, often: askOften }
  const delays = { cold: [], found: [], often: [] } as Record<keyof typeof cases, (readonly [number, number])[]>
  const times = Math.min(rounds, MOST_ROUNDS)
  for (let round = 0; round < times; round++) {
    for (const name of ['cold', 'found', 'often'] as const) delays[name].push(await delayOf(() => cases[name](round)))
  }
  const what = {
    cold: `${calls(AT_ONCE)} callers at once, a value to load (${loads / times} loads)`,
    found: `${calls(AT_ONCE)} callers at once, a hit`,
    often: `${CALLERS} callers, a hit each time`,
  }
  for (const name of ['cold', 'found', 'often'] as const) {
    const [worst, usual] = [0, 1].map((at) => median(delays[name].map((one) => one[at] ?? NaN)).toFixed(0))
    print(`${what[name]}: event loop at most ${worst} ms, p99 ${usual} ms`)
  }
  await alkey.close()
}

async function delayOf(work: () => Promise<unknown>): Promise<readonly [worst: number, p99: number]> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await work()
  delay.disable()
  return [delay.max / 1e6, delay.percentile(99) / 1e6]
}
