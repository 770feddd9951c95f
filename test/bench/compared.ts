import { median, ratiosToFirst } from './rounds'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 15)

/** CPU time of this process in ms, or the time that passes for one call. */
export type Unit = 'CPU' | 'ms'

/** Prints what the library takes as a ratio to a floor of the same rounds, and the floor's own to itself. */
export async function compared(
  what: string,
  unit: Unit,
  { floor, library }: Readonly<Record<'floor' | 'library', () => Promise<unknown>>>,
  times: number,
): Promise<void> {
  const all = { floor: [] as number[], library: [] as number[] }
  const measured = (call: () => Promise<unknown>, kept?: number[]) => async () => {
    const took = await (unit === 'CPU' ? cpuOf(call, times) : timeOf(call, times))
    kept?.push(took)
    return took
  }
  for (const warm of [floor, library]) await timeOf(warm, Math.min(times, 20))
  const ratios = await ratiosToFirst(
    { floor: measured(floor, all.floor), control: measured(floor), library: measured(library, all.library) },
    ROUNDS,
  )
  const [low, high] = [median(all.floor), median(all.library)]
  console.log(
    `${what}: library x${ratios.library.toFixed(2)}, control x${ratios.control.toFixed(2)} ` +
      `(${unit}, floor ${low.toFixed(3)} ms, library ${signed(high - low)} ms)`,
  )
}

async function cpuOf(call: () => Promise<unknown>, times: number): Promise<number> {
  const before = process.cpuUsage()
  for (let i = 0; i < times; i++) await call()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / times
}

/** The median of the calls: a disk now and then takes ten times as long. */
async function timeOf(call: () => Promise<unknown>, times: number): Promise<number> {
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const begun = performance.now()
    await call()
    took.push(performance.now() - begun)
  }
  return median(took)
}

function signed(difference: number): string {
  return `${difference < 0 ? '' : '+'}${difference.toFixed(3)}`
}
