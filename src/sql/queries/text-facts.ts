import type { Cursor } from '../lexer/cursor'
import type { Reading } from '../lexer/readings'
import { locks } from './query-words'

/** Facts about a whole text. A fact is true if it holds in any way in which the database may read the text. */
export interface TextFacts {
  /** Whether it may be more than one statement, reads included and empty ones not. */
  readonly isSeveral: boolean
  /** Whether it may lock what it reads, or is going to: `FOR UPDATE`, `LOCK IN SHARE MODE`, `LOCK TABLE`. */
  readonly locksRows: boolean
  /** Whether it may read what a cursor saw when it was declared. */
  readonly readsCursor: boolean
}

export function factsOf(readings: readonly Reading[]): TextFacts {
  const all = readings.flatMap(({ statements }) => statements.map(({ cursor }) => cursor))
  return {
    isSeveral: readings.some(({ statements }) => statements.length > 1),
    readsCursor: all.some((statement) => statement.is('FETCH')),
    locksRows: all.some(hasLock),
  }
}

/** Of most texts there is nothing to tell, and no need to read them. */
export function hasNoFacts(sql: string): boolean {
  return !mayTell.test(sql)
}

const mayTell = /;|for|lock|fetch/i
export const noFacts: TextFacts = { isSeveral: false, locksRows: false, readsCursor: false }

function hasLock(statement: Cursor): boolean {
  if (statement.is('LOCK')) return true
  const cursor = statement.rest()
  while (cursor.lexeme) {
    if (locks(cursor.rest())) return true
    cursor.next()
  }
  return false
}
