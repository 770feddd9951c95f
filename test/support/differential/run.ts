import { Draw } from './draw'
import { type Ground, Tally, drawRound, play, textOfFinding } from './rounds'
import { shrink } from './shrink'

/** Plays rounds until so many steps are done. @throws with the smallest sequence at which something is wrong */
export async function runDifferential(ground: Ground, seed: number, steps: number): Promise<Tally> {
  const tally = new Tally()
  for (let number = 0; tally.steps < steps; number++) {
    const round = drawRound(seed, number)
    const finding = await play(round, ground, tally)
    if (!finding) continue
    const smallest = await shrink(round, finding, ground)
    throw new Error(
      `ALKEY_SEED=${seed}, round ${number + 1}, step ${tally.steps}\n\n` +
        textOfFinding(smallest.round, smallest.finding),
    )
  }
  return tally
}

/** `ALKEY_SEED`, or one by chance. */
export function seedOfRun(): number {
  const given = process.env['ALKEY_SEED']
  return given === undefined || given === '' ? new Draw(Math.floor(Math.random() * 2 ** 32)).seed() : Number(given)
}

/** `ALKEY_STEPS`, or the usual number. */
export function stepsOfRun(usual: number): number {
  const given = process.env['ALKEY_STEPS']
  return given === undefined || given === '' ? usual : Number(given)
}
