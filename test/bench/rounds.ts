/** Ratios of each variant's time to that of the first, in the same round; the median of all rounds. */
export async function ratiosToFirst<Name extends string>(
  variants: Readonly<Record<Name, () => Promise<number>>>,
  rounds: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(variants) as Name[]
  const ratios = new Map(names.map((name) => [name, [] as number[]]))
  for (let round = 0; round < rounds; round++) {
    const times = new Map<Name, number>()
    // Another one goes first each time.
    for (const i of names.keys()) {
      const name = names[(i + round) % names.length] as Name
      times.set(name, await variants[name]())
    }
    const floor = times.get(names[0] as Name) as number
    for (const name of names) ratios.get(name)?.push((times.get(name) as number) / floor)
  }
  return Object.fromEntries(names.map((name) => [name, median(ratios.get(name) as number[])])) as Record<Name, number>
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number
}
