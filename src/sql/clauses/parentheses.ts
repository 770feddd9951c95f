import type { Cursor } from '../lexer/cursor'
import { words } from '../lexer/words'

/** Whether a query is next, in parentheses. */
export function isQueryNext(cursor: Cursor): boolean {
  return cursor.is('(') && queryWords.has(cursor.ahead(1)?.key ?? '')
}

/** Whether a list is next, in parentheses, where a query could stand as well. */
export function isListNext(cursor: Cursor): boolean {
  const first = cursor.ahead(1)
  return cursor.is('(') && first !== undefined && first.key !== '(' && !queryWords.has(first.key)
}

const queryWords = words('SELECT WITH VALUES TABLE')
