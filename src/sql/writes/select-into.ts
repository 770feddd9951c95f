import type { Cursor } from '../lexer/cursor'
import { readPath } from '../lexer/names'
import type { Statement } from '../statement'
import { tableWrite, writingOrUnknown } from '../clauses/table-write'
import { words } from '../lexer/words'

/** What a SELECT writes, from behind its verb: the table of `SELECT … INTO`, which in MySQL is a variable or a file. */
export function readSelect(cursor: Cursor): readonly Statement[] {
  if (cursor.dialect === 'mysql') return []
  cursor.until(intoWord)
  if (!cursor.takes('INTO')) return []
  while (isTemporaryWord(cursor)) cursor.next()
  cursor.takes('TABLE')
  const path = readPath(cursor)
  return writingOrUnknown('SELECT INTO', path && [tableWrite('define', path)])
}

/** The words before a table's name are names as well, of tables and of schemas, where no other name follows. */
function isTemporaryWord(cursor: Cursor): boolean {
  const next = cursor.ahead(1)
  if (!next || (next.kind !== 'word' && next.kind !== 'quoted') || behindTable.has(next.key)) return false
  return cursor.lexeme !== undefined && temporaryWords.has(cursor.lexeme.key)
}

const intoWord = words('INTO')
const temporaryWords = words('TEMP TEMPORARY UNLOGGED LOCAL GLOBAL')
const behindTable = words('FROM WHERE GROUP HAVING WINDOW UNION INTERSECT EXCEPT ORDER LIMIT OFFSET FETCH FOR')
