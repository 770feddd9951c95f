import type { Bench } from './bench'
import { median, ratiosToFirst } from './rounds'

/** CPU time of this process in ms, or the time that passes for one call. */
export type Unit = 'CPU' | 'ms'

type Call = () => Promise<unknown>

/**
 * Prints what each of some variants takes, as a ratio to the floor of the same rounds, and the floor's own to itself.
 *
 * @param times how often each is called in a round
 */
export async function compareCosts(
  { rounds, calls, print }: Bench,
  what: string,
  unit: Unit,
  { floor, ...others }: { readonly floor: Call } & Readonly<Record<string, Call>>,
  times: number,
): Promise<void> {
  const variants: Readonly<Record<string, Call>> = { floor, control: floor, ...others }
  const took = new Map<string, number[]>()
  const measured = ([name, call]: [string, Call]): [string, () => Promise<number>] => {
    const all: number[] = []
    took.set(name, all)
    const measure = async (): Promise<number> => {
      const one = await (unit === 'CPU' ? cpuOf(call, calls(times)) : timeOf(call, calls(times)))
      all.push(one)
      return one
    }
    return [name, measure]
  }
  for (const call of Object.values(variants)) await timeOf(call, Math.min(calls(times), 20))
  const ratios = await ratiosToFirst(Object.fromEntries(Object.entries(variants).map(measured)), rounds)
  const low = median(took.get('floor') ?? [])
  const shown = Object.keys(variants)
    .filter((name) => name !== 'floor')
    .map((name) => {
      const added = median(took.get(name) ?? []) - low
      return `${name} x${(ratios[name] ?? NaN).toFixed(2)} (${added < 0 ? '' : '+'}${added.toFixed(3)})`
    })
  print(`${what}, ${unit}: ${shown.reverse().join(', ')}, floor ${low.toFixed(3)} ms`)
}

async function cpuOf(call: Call, times: number): Promise<number> {
  const before = process.cpuUsage()
  for (let i = 0; i < times; i++) await call()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / times
}

/** The median of the calls: a disk now and then takes ten times as long. */
async function timeOf(call: Call, times: number): Promise<number> {
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const begun = performance.now()
    await call()
    took.push(performance.now() - begun)
  }
  return median(took)
}
