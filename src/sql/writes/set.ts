import type { Cursor } from '../lexer/cursor'
import type { Statement, TableWrite } from '../statement'
import { unanswered, withWrites, writing } from '../clauses/table-write'
import { words } from '../lexer/words'

/** What SET does, from behind its verb: nothing, but for what MySQL does besides. */
export function readSet(cursor: Cursor, readStatement: (cursor: Cursor) => readonly Statement[]): readonly Statement[] {
  if (cursor.dialect !== 'mysql') return []
  if (cursor.takes('PASSWORD')) return [writing([], true)]
  if (cursor.takes('STATEMENT')) return readSetStatement(cursor, readStatement)
  return cursor.split().some(turnsAutocommitOn) ? [writing([], true)] : []
}

/** MariaDB's `SET STATEMENT max_statement_time = 1 FOR UPDATE …`. */
function readSetStatement(
  cursor: Cursor,
  readStatement: (cursor: Cursor) => readonly Statement[],
): readonly Statement[] {
  cursor.until(forWord)
  cursor.next()
  // What is set for the statement would not be for another one that waits for the same rows.
  const own = (write: TableWrite): TableWrite => ({ ...unanswered(write), areAllMatched: false })
  return readStatement(cursor).map((statement) => withWrites(statement, own))
}

/** To turn it on commits what is open. */
function turnsAutocommitOn(setting: Cursor): boolean {
  setting.takesOneOf(scopes)
  if (!isAutocommit(setting.next()?.text ?? '')) return false
  setting.takes(':')
  setting.takes('=')
  const { lexeme } = setting
  return lexeme?.text !== '0' && !/^(?:off|false)$/i.test(lexeme?.text ?? '')
}

/** Whether a lexeme names MySQL's variable, in this session. */
export function isAutocommit(text: string): boolean {
  return autocommit.test(text)
}

const autocommit = /^(?:@@(?:session\.|local\.)?)?autocommit$/i
const scopes = words('SESSION LOCAL')
const forWord = words('FOR')
