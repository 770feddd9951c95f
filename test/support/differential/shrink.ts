import { type Finding, type Ground, type Round, play } from './rounds'
import type { Body, Item, Step } from './steps'

/** The most rounds that are played to find a smaller one. */
const MOST_TRIES = 400

export interface Shrunk {
  readonly round: Round
  readonly finding: Finding
}

/** Leaves out whatever can be left out of a round so that something is still wrong. */
export async function shrink(round: Round, found: Finding, ground: Ground): Promise<Shrunk> {
  let smallest: Shrunk = { round: round.slice(0, found.at + 1), finding: found }
  let tries = 0
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false
    for (const candidate of smallerRounds(smallest.round)) {
      if (++tries > MOST_TRIES) return smallest
      const finding = await play(candidate, ground)
      if (!finding) continue
      smallest = { round: candidate.slice(0, finding.at + 1), finding }
      isSmaller = true
      break
    }
  }
  return smallest
}

function* smallerRounds(round: Round): Generator<Round> {
  for (const i of round.keys()) yield round.toSpliced(i, 1)
  for (const [i, step] of round.entries()) {
    for (const smaller of smallerSteps(step)) yield round.with(i, smaller)
  }
}

function* smallerSteps(step: Step): Generator<Step> {
  if (step.kind === 'alone') return
  const [only, ...others] = step.body.items
  if (only?.kind === 'operation' && others.length === 0) yield { kind: 'alone', operation: only.operation }
  for (const body of smallerBodies(step.body)) yield { ...step, body }
}

function* smallerBodies(body: Body): Generator<Body> {
  const { items } = body
  for (const i of items.keys()) if (items.length > 1) yield { ...body, items: items.toSpliced(i, 1) }
  for (const [i, item] of items.entries()) {
    if (item.kind !== 'nested') continue
    yield { ...body, items: items.toSpliced(i, 1, ...item.body.items) }
    for (const inner of smallerBodies(item.body)) yield { ...body, items: items.with(i, nestedWith(item, inner)) }
  }
}

function nestedWith(item: Extract<Item, { kind: 'nested' }>, body: Body): Item {
  return { ...item, body }
}
