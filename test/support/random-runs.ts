/**
 * What tests draw at random. Each `npm test` draws the same, so that it fails for what was changed and not by chance;
 * with `ALKEY_RANDOM`, other draws each time and so many times as many. `ALKEY_SEED` repeats those of a failure.
 */
const factor = numberIn('ALKEY_RANDOM')

const seed = numberIn('ALKEY_SEED') ?? (factor === undefined ? 20_261_130 : Math.floor(Math.random() * 2 ** 31))

export function seedOfRun(): number {
  return seed
}

/** How many of what is drawn `usual` times. */
export function countOfRun(usual: number): number {
  return usual * (factor ?? 1)
}

/** The parameters of a property: `fc.assert(property, runs(1_000))`. */
export function runs(usual: number): { readonly seed: number; readonly numRuns: number } {
  return { seed, numRuns: countOfRun(usual) }
}

function numberIn(name: string): number | undefined {
  const given = process.env[name]
  return given === undefined || given === '' ? undefined : Number(given)
}
