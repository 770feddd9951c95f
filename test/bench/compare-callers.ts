import type { Bench } from './bench'
import { ratiosToFirst } from './rounds'
import { time } from './time'

const MANY = 64
/** Unless they take long. */
const CALLS = 400

type Call = () => Promise<unknown>

/** Prints how long each of some variants takes, as a ratio to the floor of the same rounds: for one caller, and for many. */
export async function compareCallers(
  { rounds, calls, print }: Bench,
  what: string,
  floor: Call,
  others: Readonly<Record<string, Call>>,
  times = CALLS,
): Promise<void> {
  const variants: Readonly<Record<string, Call>> = { floor, control: floor, ...others }
  for (const call of Object.values(variants)) await time(call, 1, calls(times))
  for (const callers of [1, MANY]) {
    const timed = Object.entries(variants).map(
      ([name, call]) => [name, () => time(call, callers, calls(times))] as const,
    )
    const ratios = await ratiosToFirst(Object.fromEntries(timed), rounds)
    const shown = ['control', ...Object.keys(others)].map((name) => `${name} x${shownRatio(ratios[name] ?? NaN)}`)
    print(`${what}, ${callers === 1 ? 'one caller' : `${callers} callers`}: ${shown.join(', ')}`)
  }
}

function shownRatio(ratio: number): string {
  return ratio.toFixed(ratio < 0.1 ? 3 : 2)
}
