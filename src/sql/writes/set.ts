import type { Cursor } from '../lexer/cursor'
import type { Statement, TableWrite } from '../statement'
import { unanswered, withWrites, writing } from '../clauses/table-write'
import { words } from '../lexer/words'

/** What SET does, from behind its verb: nothing, but for what MySQL does besides. */
export function readSet(cursor: Cursor, readStatement: (cursor: Cursor) => readonly Statement[]): readonly Statement[] {
  if (cursor.dialect !== 'mysql') return []
  if (cursor.takes('PASSWORD')) return [writing([], true)]
  if (cursor.is('STATEMENT')) return readSetStatement(cursor, readStatement)
  return cursor.split().some(turnsAutocommitOn) ? [writing([], true)] : []
}

/** MariaDB's `SET STATEMENT max_statement_time = 1 FOR UPDATE …`. */
function readSetStatement(
  cursor: Cursor,
  readStatement: (cursor: Cursor) => readonly Statement[],
): readonly Statement[] {
  skipStatementSettings(cursor)
  // What is set for the statement would not be for another one that waits for the same rows.
  const own = (write: TableWrite): TableWrite => ({ ...unanswered(write), areAllMatched: false })
  return readStatement(cursor).map((statement) => withWrites(statement, own))
}

/** Goes to the statement behind `SET STATEMENT … FOR`. @returns whether it is such a text */
export function takesStatementSettings(cursor: Cursor): boolean {
  if (!cursor.is('SET', 'STATEMENT')) return false
  skipStatementSettings(cursor)
  return true
}

function skipStatementSettings(cursor: Cursor): void {
  cursor.until(forWord)
  cursor.next()
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
