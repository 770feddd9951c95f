import type { Dialect } from './statement'
import type { TokenizedText } from './token'
import { Tokenizer } from './tokenizer'

/**
 * The ways in which the database may read a text, the most likely one first. MySQL executes some comments by its version,
 * and takes backslashes for themselves by its settings: in all quotes, or in double ones, which are around names then.
 */
export function readingsOf(dialect: Dialect, sql: string): readonly [TokenizedText, ...TokenizedText[]] {
  const first = new Tokenizer(dialect, sql).read()
  const others: TokenizedText[] = []
  if (first.hasExecutedComments) others.push(new Tokenizer(dialect, sql, { executesComments: false }).read())
  if (!first.hasBackslashes) return [first, ...others]
  for (const escaping of ["'", ''])
    for (const executesComments of first.hasExecutedComments ? [true, false] : [true])
      others.push(new Tokenizer(dialect, sql, { executesComments, escaping }).read())
  return [first, ...others]
}
