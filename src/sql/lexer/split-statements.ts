import { beginsBlock, endOfBlock } from './blocks'
import { Cursor } from './cursor'
import type { Dialect } from '../statement'
import type { Lexeme } from './lexeme'
import { words } from './words'

export interface SplitStatement {
  readonly cursor: Cursor
  /** Whether it is part of a block, so that nobody can tell whether it is executed. */
  readonly isInBlock: boolean
}

/** The statements of a text. The body of a trigger or routine belongs to its definition. */
export function splitStatements(dialect: Dialect, lexemes: readonly Lexeme[]): SplitStatement[] {
  const statements: SplitStatement[] = []
  let looksForBodies = true
  let endOfBlocks = 0
  for (let from = 0; from < lexemes.length;) {
    let end = semicolonAfter(lexemes, from)
    const body = looksForBodies ? startOfBody(lexemes, from, end) : undefined
    if (body !== undefined) {
      const endOfBody = endOfBlock(lexemes, body)
      // Without an end it is no body, and to look for one again and again would take long.
      if (endOfBody === undefined) looksForBodies = false
      else end = semicolonAfter(lexemes, endOfBody)
    }
    if (dialect === 'mysql' && from >= endOfBlocks && beginsBlock(lexemes, from)) {
      // Without an end it is refused, and what comes behind it is not reached.
      endOfBlocks = endOfBlock(lexemes, from) ?? lexemes.length
    }
    const cursor = new Cursor(dialect, lexemes, from, end)
    if (end > from) statements.push({ cursor, isInBlock: from < endOfBlocks })
    from = end + 1
  }
  return statements
}

function semicolonAfter(lexemes: readonly Lexeme[], from: number): number {
  let at = from
  while (at < lexemes.length && lexemes[at]?.key !== ';') at++
  return at
}

/** Where the body begins in `CREATE TRIGGER … BEGIN`. */
function startOfBody(lexemes: readonly Lexeme[], from: number, end: number): number | undefined {
  if (lexemes[from]?.key !== 'CREATE') return undefined
  let at = from + 1
  while (at < end && !routines.has(lexemes[at]?.key ?? '')) at++
  for (at += 2; at < end; at++) {
    const [before, after] = [lexemes[at - 1]?.key, lexemes[at + 1]?.key]
    if (lexemes[at]?.key === 'BEGIN' && before !== '.' && before !== 'EXISTS' && after !== '(') return at
  }
  return undefined
}

const routines = words('TRIGGER PROCEDURE FUNCTION EVENT PACKAGE')
