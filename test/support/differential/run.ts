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
