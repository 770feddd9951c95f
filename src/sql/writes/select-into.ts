import type { Cursor } from '../lexer/cursor'
import { readPath } from '../lexer/names'
import type { Statement } from '../statement'
import { tableWrite, writingOrUnknown } from '../clauses/table-write'

/** What a SELECT writes, from behind its verb: the table of `SELECT … INTO`, which in MySQL is a variable or a file. */
export function readSelect(cursor: Cursor): readonly Statement[] {
  if (cursor.dialect === 'mysql') return []
  cursor.until(intoWord)
  if (!cursor.takes('INTO')) return []
  while (cursor.takesOneOf(temporaryWords));
  cursor.takes('TABLE')
  const path = readPath(cursor)
  return writingOrUnknown('SELECT INTO', path && [tableWrite('define', path)])
}

const intoWord: ReadonlySet<string> = new Set(['INTO'])
const temporaryWords: ReadonlySet<string> = new Set(['TEMP', 'TEMPORARY', 'UNLOGGED', 'LOCAL', 'GLOBAL'])
