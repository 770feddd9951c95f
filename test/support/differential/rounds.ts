import type { DataSource } from 'typeorm'
import { Draw } from './draw'
import { type Failure, execute, unmeant } from './execution'
import { fill } from './fill'
import type { Write } from './operation'
import { type ChangedRow, difference, readSnapshot } from './snapshot'
import { type Body, type Step, drawStep, textOfStep } from './steps'
import { type Observation, judge } from './verdict'
import type { Watch } from './watch'

/** Steps that follow each other, beginning with the same rows. */
export type Round = readonly Step[]

const STEPS_IN_ROUND = 8

/** What a run of rounds takes place on. */
export interface Ground {
  readonly dataSource: DataSource
  readonly watch: Watch
}

/** A step after which something was wrong. */
export interface Finding {
  readonly at: number
  readonly wrong: readonly string[]
  readonly changed: readonly ChangedRow[]
  readonly bumped: ReadonlySet<string>
  readonly failures: readonly Failure[]
}

/** What has happened in a run, to know whether it was worth it. */
export class Tally {
  steps = 0
  /** Steps after which rows were different. */
  effective = 0
  /** Operations that were refused. */
  failures = 0
}

export function drawRound(seed: number, number: number): Round {
  const draw = new Draw(seed ^ Math.imul(number + 1, 0x9e3779b1))
  return Array.from({ length: STEPS_IN_ROUND }, () => drawStep(new Draw(draw.seed())))
}

/** @returns the first finding; nothing when all is well */
export async function play(
  round: Round,
  { dataSource, watch }: Ground,
  tally = new Tally(),
): Promise<Finding | undefined> {
  await fill(dataSource)
  watch.takeBumped()
  let rows = await readSnapshot(dataSource)
  let tokens = await watch.read()
  for (const [at, step] of round.entries()) {
    const execution = await execute(step, dataSource)
    const bumped = watch.takeBumped()
    const rowsAfter = await readSnapshot(dataSource)
    const tokensAfter = await watch.read()
    const seen: Observation = {
      changed: difference(rows, rowsAfter),
      before: tokens,
      after: tokensAfter,
      bumped,
      writes: execution.trail.writes,
      attempted: writesIn(step),
    }
    const wrong = [
      ...judge(seen, watch),
      ...watch.takeErrors().map((error) => `the event 'error' came: ${String(error)}`),
      ...unmeant(execution).map(({ text, error }) => `${text} failed with ${String(error)}`),
    ]
    tally.steps++
    if (seen.changed.length > 0) tally.effective++
    tally.failures += execution.failures.length
    if (wrong.length > 0) return { at, wrong, changed: seen.changed, bumped, failures: execution.failures }
    rows = rowsAfter
    tokens = tokensAfter
  }
  return undefined
}

function writesIn(step: Step): Write[] {
  return step.kind === 'alone' ? [...step.operation.writes] : writesInBody(step.body)
}

function writesInBody({ items }: Body): Write[] {
  return items.flatMap((item) => {
    if (item.kind === 'operation') return item.operation.writes
    return item.kind === 'nested' ? writesInBody(item.body) : []
  })
}

export function textOfFinding(round: Round, finding: Finding): string {
  const { at, wrong, changed, bumped, failures } = finding
  const steps = round.slice(0, at + 1).map((step, i) => [`step ${i + 1}:`, ...indented(textOfStep(step))].join('\n'))
  const rows = changed.map(
    ({ table, before, after }) => `${table}: ${JSON.stringify(before ?? 'none')} -> ${JSON.stringify(after ?? 'none')}`,
  )
  return [
    `After step ${at + 1}:`,
    ...indented(wrong),
    '',
    ...steps,
    'rows changed by the last step:',
    ...indented(rows.length > 0 ? rows : ['none']),
    'identifiers bumped:',
    ...indented([[...bumped].sort().join(' ') || 'none']),
    'refused:',
    ...indented(failures.map(({ text, error }) => `${text}: ${String(error)}`)),
  ].join('\n')
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}
