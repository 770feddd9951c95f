import type { Cursor } from '../lexer/cursor'
import { readName } from '../lexer/names'
import type { Dialect, Value } from '../statement'
import type { Lexeme } from '../lexer/lexeme'

export const expression: Value = { kind: 'expression' }

/** The value that is all a cursor has left. */
export function readValue(cursor: Cursor): Value {
  let content = cursor
  while (content.isGroup) content = content.group() as Cursor
  const { lexeme, length } = content
  if (lexeme === undefined) return expression
  if (length === 1) return valueOf(content.dialect, lexeme)
  const number = content.ahead(1)
  if (length !== 2 || number?.kind !== 'number') return expression
  if (lexeme.key === '-') return { kind: 'number', text: `-${number.text}` }
  return lexeme.key === '+' ? { kind: 'number', text: number.text } : expression
}

/** The same in the clause of a conflict, where a column may get what would have been inserted. */
export function readInsertedValue(cursor: Cursor): Value {
  const { dialect } = cursor
  const whole = cursor.rest()
  if (dialect === 'mysql' ? cursor.takes('VALUES') : cursor.takes('EXCLUDED', '.')) {
    const content = dialect === 'mysql' ? cursor.group() : cursor
    const column = content && readName(content)
    if (column !== undefined && content?.length === 0 && cursor.length === 0) return { kind: 'inserted', column }
  }
  return readValue(whole)
}

function valueOf(dialect: Dialect, lexeme: Lexeme): Value {
  switch (lexeme.kind) {
    case 'parameter':
      return { kind: 'parameter', at: lexeme.at }
    case 'number':
      return { kind: 'number', text: lexeme.text }
    case 'string':
      return lexeme.isCertain && lexeme.key === '' ? { kind: 'literal', value: lexeme.text } : expression
    case 'word':
      return valueOfWord(dialect, lexeme.key)
    default:
      return expression
  }
}

function valueOfWord(dialect: Dialect, key: string): Value {
  switch (key) {
    case 'NULL':
      return { kind: 'literal', value: null }
    case 'DEFAULT':
      return { kind: 'default' }
    case 'TRUE':
    case 'FALSE':
      if (dialect === 'postgres') return { kind: 'literal', value: key === 'TRUE' }
      return { kind: 'number', text: key === 'TRUE' ? '1' : '0' }
    default:
      return expression
  }
}
