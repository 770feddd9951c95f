import type { Bench } from './bench'
import { ratiosToFirst } from './rounds'
import { time } from './time'

interface Work {
  readonly call: () => Promise<unknown>
  readonly times: number
  readonly amount?: number
}

/**
 * Prints how long a call takes at each of some sizes, as a ratio to the smallest of them.
 *
 * @param workAt what is called, how often in a round, and by which amount of work its time is divided
 */
export async function compareSizes(
  { rounds, calls, print }: Bench,
  what: string,
  sizes: readonly number[],
  workAt: (size: number, index: number) => Work,
): Promise<void> {
  const variants = sizes.map((size, index) => {
    const { call, times, amount = 1 } = workAt(size, index)
    return [shown(size), async () => (await time(call, 1, calls(times))) / calls(times) / amount] as const
  })
  const [smallest] = variants
  if (!smallest) return
  for (const [, measure] of variants) await measure()
  const all = [smallest, ['control', smallest[1]] as const, ...variants.slice(1)]
  const ratios = await ratiosToFirst(Object.fromEntries(all), rounds)
  const others = all.slice(1).map(([name]) => `${name} x${(ratios[name] ?? NaN).toFixed(2)}`)
  print(`${what}, to ${smallest[0]}: ${others.join(', ')}`)
}

function shown(size: number): string {
  return size.toLocaleString('en')
}
