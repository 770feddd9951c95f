import type { Cursor } from './cursor'
import { Memo } from './memo'
import { locks } from './query-words'
import { readingsOf } from './readings'
import { splitStatements } from './split-statements'
import type { Dialect } from './statement'

/** What is told of a text as a whole, by all ways in which the database may read it. */
export interface TextFacts {
  /** Whether it may be more than one statement, reads included and empty ones not. */
  readonly isSeveral: boolean
  /** Whether it may lock what it reads, or is going to: `FOR UPDATE`, `LOCK IN SHARE MODE`, `LOCK TABLE`. */
  readonly locksRows: boolean
  /** Whether it may read what a cursor saw when it was declared. */
  readonly readsCursor: boolean
}

/** Tells what texts are as a whole. */
export class TextReader {
  readonly #dialect: Dialect
  readonly #memo = new Memo<TextFacts>()

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  of(sql: string): TextFacts {
    if (!mayTell.test(sql)) return nothing
    const known = this.#memo.get(sql)
    if (known) return known
    const facts = this.#read(sql)
    this.#memo.set(sql, facts)
    return facts
  }

  #read(sql: string): TextFacts {
    const readings = readingsOf(this.#dialect, sql).map(({ tokens }) => splitStatements(this.#dialect, tokens))
    const all = readings.flat().map(({ cursor }) => cursor)
    return {
      isSeveral: readings.some(({ length }) => length > 1),
      readsCursor: all.some((statement) => statement.is('FETCH')),
      locksRows: all.some(hasLock),
    }
  }
}

/** Of most texts there is nothing to tell, and no need to read them. */
const mayTell = /;|for|lock|fetch/i
const nothing: TextFacts = { isSeveral: false, locksRows: false, readsCursor: false }

function hasLock(statement: Cursor): boolean {
  if (statement.is('LOCK')) return true
  const cursor = statement.rest()
  while (cursor.token) {
    if (locks(cursor.rest())) return true
    cursor.next()
  }
  return false
}
