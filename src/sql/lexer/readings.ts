import type { Dialect } from '../statement'
import type { LexedText } from './lexeme'
import { Lexer } from './lexer'
import { type SplitStatement, splitStatements } from './split-statements'

/**
 * The ways in which the database may read a text, the most likely one first. MySQL executes some comments by its version,
 * and takes backslashes for themselves by its settings: in all quotes, or in double ones, which are around names then.
 */
export function readingsOf(dialect: Dialect, sql: string): readonly [LexedText, ...LexedText[]] {
  const first = new Lexer(dialect, sql).read()
  const others: LexedText[] = []
  if (first.hasExecutedComments) others.push(new Lexer(dialect, sql, { executesComments: false }).read())
  if (!first.hasBackslashes) return [first, ...others]
  for (const escaping of ["'", ''])
    for (const executesComments of first.hasExecutedComments ? [true, false] : [true])
      others.push(new Lexer(dialect, sql, { executesComments, escaping }).read())
  return [first, ...others]
}

/** One way of reading a text, cut into statements. */
export interface Reading extends LexedText {
  readonly statements: readonly SplitStatement[]
}

/** The same, cut into statements. */
export function statementsRead(dialect: Dialect, sql: string): readonly [Reading, ...Reading[]] {
  const cut = (text: LexedText): Reading => ({ ...text, statements: splitStatements(dialect, text.lexemes) })
  const [first, ...others] = readingsOf(dialect, sql)
  return [cut(first), ...others.map(cut)]
}
