import type { Cursor } from './cursor'
import { readName } from './names'
import type { Dialect, Value } from './statement'
import type { Token } from './token'

export const expression: Value = { kind: 'expression' }

/** The value that is all a cursor has left. */
export function readValue(cursor: Cursor): Value {
  let content = cursor
  while (content.isGroup) content = content.group() as Cursor
  const { token, length } = content
  if (token === undefined) return expression
  if (length === 1) return valueOf(content.dialect, token)
  const number = content.ahead(1)
  if (length !== 2 || number?.kind !== 'number') return expression
  if (token.key === '-') return { kind: 'number', text: `-${number.text}` }
  return token.key === '+' ? { kind: 'number', text: number.text } : expression
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

function valueOf(dialect: Dialect, token: Token): Value {
  switch (token.kind) {
    case 'parameter':
      return { kind: 'parameter', at: token.at }
    case 'number':
      return { kind: 'number', text: token.text }
    case 'string':
      return token.isCertain && token.key === '' ? { kind: 'literal', value: token.text } : expression
    case 'word':
      return valueOfWord(dialect, token.key)
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
