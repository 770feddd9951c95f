import { beginsBlock, endOfBlock } from './blocks'
import { Cursor } from './cursor'
import type { Dialect } from './statement'
import type { Token } from './token'

export interface SplitStatement {
  readonly cursor: Cursor
  /** Whether it is part of a block, so that nobody can tell whether it is executed. */
  readonly isInBlock: boolean
}

/** The statements of a text. The body of a trigger or routine belongs to its definition. */
export function splitStatements(dialect: Dialect, tokens: readonly Token[]): SplitStatement[] {
  const statements: SplitStatement[] = []
  let looksForBodies = true
  let endOfBlocks = 0
  for (let from = 0; from < tokens.length;) {
    let end = semicolonAfter(tokens, from)
    const body = looksForBodies ? startOfBody(tokens, from, end) : undefined
    if (body !== undefined) {
      const endOfBody = endOfBlock(tokens, body)
      // Without an end it is no body, and to look for one again and again would take long.
      if (endOfBody === undefined) looksForBodies = false
      else end = semicolonAfter(tokens, endOfBody)
    }
    if (dialect === 'mysql' && from >= endOfBlocks && beginsBlock(tokens, from)) {
      // Without an end it is refused, and what comes behind it is not reached.
      endOfBlocks = endOfBlock(tokens, from) ?? tokens.length
    }
    const cursor = new Cursor(dialect, tokens, from, end)
    if (end > from) statements.push({ cursor, isInBlock: from < endOfBlocks })
    from = end + 1
  }
  return statements
}

function semicolonAfter(tokens: readonly Token[], from: number): number {
  let at = from
  while (at < tokens.length && tokens[at]?.key !== ';') at++
  return at
}

/** Where the body begins in `CREATE TRIGGER … BEGIN`. */
function startOfBody(tokens: readonly Token[], from: number, end: number): number | undefined {
  if (tokens[from]?.key !== 'CREATE') return undefined
  let at = from + 1
  while (at < end && !routines.has(tokens[at]?.key ?? '')) at++
  for (at += 2; at < end; at++) {
    const [before, after] = [tokens[at - 1]?.key, tokens[at + 1]?.key]
    if (tokens[at]?.key === 'BEGIN' && before !== '.' && before !== 'EXISTS' && after !== '(') return at
  }
  return undefined
}

const routines: ReadonlySet<string> = new Set(['TRIGGER', 'PROCEDURE', 'FUNCTION', 'EVENT', 'PACKAGE'])
