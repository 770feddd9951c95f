import type { Cursor } from '../lexer/cursor'
import { readName } from '../lexer/names'
import type { Statement, TableWrite } from '../statement'
import { unanswered, unknown, writing } from './table-write'
import type { Lexeme } from '../lexer/lexeme'
import { setWord } from './clause-ends'
import { words } from '../lexer/words'

/** What a statement with common table expressions does, from behind WITH: what they do, and then the statement itself. */
export function readWith(
  cursor: Cursor,
  readStatement: (cursor: Cursor) => readonly Statement[],
): readonly Statement[] {
  const statements: Statement[] = []
  takesRecursive(cursor)
  do {
    const expression = readCommonTableExpression(cursor)
    if (!expression) return [...withExpressions(statements, []), unknown('WITH')]
    statements.push(...readStatement(expression.body))
  } while (cursor.takes(','))
  return withExpressions(statements, readStatement(cursor))
}

export function takesRecursive(cursor: Cursor): boolean {
  return !cursor.is('RECURSIVE', 'AS') && !cursor.is('RECURSIVE', '(') && cursor.takes('RECURSIVE')
}

/** `name (columns) AS MATERIALIZED (…)`. */
export function readCommonTableExpression(
  cursor: Cursor,
): { readonly name: Lexeme; readonly body: Cursor } | undefined {
  const name = cursor.lexeme
  if (!name || readName(cursor) === undefined) return undefined
  cursor.group()
  if (!cursor.takes('AS')) return undefined
  cursor.takes('NOT')
  cursor.takes('MATERIALIZED')
  const body = cursor.group()
  if (body) skipSearchAndCycle(cursor)
  return body && { name, body }
}

function skipSearchAndCycle(cursor: Cursor): void {
  if (cursor.takes('SEARCH')) {
    cursor.until(setWord)
    cursor.next()
    cursor.next()
  }
  if (cursor.takes('CYCLE')) {
    cursor.until(usingWord)
    cursor.next()
    cursor.next()
  }
}

/** One statement of all the writes; those of the expressions are not what the answer counts. */
function withExpressions(expressions: readonly Statement[], main: readonly Statement[]): readonly Statement[] {
  const writes = writesOf(expressions).map(unanswered)
  if (writes.length === 0 && expressions.length === 0) return main
  const ownWrites = writesOf(main)
  const others = [...expressions, ...main].filter(({ kind }) => kind !== 'write')
  const all = [...writes, ...ownWrites]
  return all.length > 0 ? [writing(all, commits(main)), ...others] : others
}

function writesOf(statements: readonly Statement[]): readonly TableWrite[] {
  return statements.flatMap((statement) => (statement.kind === 'write' ? statement.writes : []))
}

function commits(statements: readonly Statement[]): boolean {
  return statements.some((statement) => statement.kind === 'write' && statement.commits)
}
const usingWord = words('USING')
