import type { Draw } from './draw'
import { type Operation, dialect } from './operation'
import { drawOperation } from './operations'

/** An operation by itself, or a transaction. After each, keys are compared with rows. */
export type Step = { readonly kind: 'alone'; readonly operation: Operation } | Transaction

export interface Transaction {
  readonly kind: 'transaction'
  /** `manager.transaction`, a query runner's `startTransaction`, or the text of a statement. */
  readonly begin: string
  readonly isRaw: boolean
  readonly commits: boolean
  /** The text of the statement that ends it where one began it. */
  readonly end: string
  readonly body: Body
}

export interface Body {
  /** Whether it goes on after an operation has failed. */
  readonly swallows: boolean
  readonly items: readonly Item[]
}

export type Item =
  | { readonly kind: 'operation'; readonly operation: Operation }
  /** A statement that sets, releases or goes back to a savepoint. */
  | { readonly kind: 'savepoint'; readonly verb: SavepointVerb; readonly name: string; readonly sql: string }
  /** A transaction of TypeORM's within the other one. */
  | { readonly kind: 'nested'; readonly commits: boolean; readonly body: Body }

export type SavepointVerb = 'set' | 'release' | 'roll back to'

export function drawStep(draw: Draw): Step {
  if (draw.chance(0.4)) return { kind: 'alone', operation: drawOperation(draw) }
  const commits = draw.chance(0.65)
  const kind = draw.integer(0, 2)
  const isRaw = kind === 2
  const begin = isRaw ? draw.pick(begins[dialect]) : kind === 1 ? 'startTransaction' : 'manager.transaction'
  const end = draw.pick(commits ? commitTexts[dialect] : rollbackTexts[dialect])
  return { kind: 'transaction', begin, isRaw, commits, end, body: drawBody(draw, 0, isRaw) }
}

const begins = {
  postgres: ['BEGIN', 'begin work', 'START TRANSACTION', 'BEGIN ISOLATION LEVEL REPEATABLE READ'],
  mysql: ['BEGIN', 'START TRANSACTION', 'start transaction read write'],
  sqlite: ['BEGIN', 'BEGIN IMMEDIATE TRANSACTION', 'begin'],
}
const commitTexts = {
  postgres: ['COMMIT', 'END', 'commit work', 'COMMIT /* ROLLBACK */'],
  mysql: ['COMMIT', 'commit work', 'COMMIT AND NO CHAIN'],
  sqlite: ['COMMIT', 'END TRANSACTION', 'commit'],
}
const rollbackTexts = {
  postgres: ['ROLLBACK', 'ABORT', 'rollback work'],
  mysql: ['ROLLBACK', 'rollback work'],
  sqlite: ['ROLLBACK', 'rollback transaction'],
}

function drawBody(draw: Draw, depth: number, isRaw: boolean): Body {
  const items: Item[] = []
  const length = draw.integer(1, depth === 0 ? 5 : 3)
  const savepoints = new Savepoints(draw, depth)
  while (items.length < length) {
    const kind = draw.integer(0, 9)
    if (kind === 0) items.push(savepoints.next())
    else if (kind === 1 && depth < 2 && !isRaw) {
      items.push({ kind: 'nested', commits: draw.chance(0.5), body: drawBody(draw, depth + 1, isRaw) })
    } else if (kind === 2 || savepoints.isOpen) {
      if (draw.chance(0.5)) items.push(savepoints.next())
      items.push({ kind: 'operation', operation: drawOperationIn(draw, isRaw) })
    } else items.push({ kind: 'operation', operation: drawOperationIn(draw, isRaw) })
  }
  return { swallows: draw.chance(0.6), items }
}

/** In SQLite one can't begin a transaction within one that TypeORM doesn't know of. */
function drawOperationIn(draw: Draw, isRaw: boolean): Operation {
  for (;;) {
    const operation = drawOperation(draw)
    if (!isRaw || dialect !== 'sqlite' || !operation.opensTransaction) return operation
  }
}

/** Statements about savepoints that exist. Names come twice, and each depth has its own. */
class Savepoints {
  readonly #draw: Draw
  readonly #names: readonly string[]
  #open: string[] = []

  constructor(draw: Draw, depth: number) {
    this.#draw = draw
    this.#names = [`a${depth}`, `b${depth}`]
  }

  get isOpen(): boolean {
    return this.#open.length > 0
  }

  next(): Item {
    const draw = this.#draw
    const verb = this.isOpen ? draw.pick(['set', 'release', 'roll back to', 'roll back to'] as const) : 'set'
    const name = draw.pick(verb === 'set' ? this.#names : this.#open)
    const at = this.#open.lastIndexOf(name)
    if (verb === 'set') {
      if (dialect === 'mysql') this.#open = this.#open.filter((open) => open !== name)
      this.#open.push(name)
    } else this.#open.length = verb === 'release' ? at : at + 1
    return { kind: 'savepoint', verb, name, sql: `${draw.pick(savepointTexts[verb])} ${name}` }
  }
}

const savepointTexts = {
  set: ['SAVEPOINT', 'savepoint'],
  // In MySQL it isn't without the word.
  release: ['RELEASE SAVEPOINT', ...(dialect === 'mysql' ? [] : ['RELEASE'])],
  'roll back to': ['ROLLBACK TO SAVEPOINT', 'ROLLBACK TO', 'rollback work to savepoint'].slice(
    0,
    dialect === 'sqlite' ? 2 : 3,
  ),
}

/** The step as a person would write it. */
export function textOfStep(step: Step): string[] {
  if (step.kind === 'alone') return [step.operation.text]
  const last = step.isRaw ? step.end : step.commits ? '(commit)' : '(roll back)'
  return [`${step.begin}${step.body.swallows ? '' : ' (until something fails)'}`, ...textOfBody(step.body), last]
}

function textOfBody({ items }: Body): string[] {
  return items.flatMap(textOfItem).map((line) => `  ${line}`)
}

function textOfItem(item: Item): string[] {
  if (item.kind === 'operation') return [item.operation.text]
  if (item.kind === 'savepoint') return [item.sql]
  const last = item.commits ? '(commit)' : '(roll back)'
  return [
    `nested manager.transaction${item.body.swallows ? '' : ' (until something fails)'}`,
    ...textOfBody(item.body),
    last,
  ]
}
