import type { Cursor } from '../lexer/cursor'
import type { Lexeme } from '../lexer/lexeme'
import { words } from '../lexer/words'

/** What a lexeme means for the tables that a query reads. */
export type Meaning =
  | 'nothing'
  | 'comma'
  | 'join'
  | 'from'
  /** A function in whose parentheses a FROM may stand. */
  | 'function with from'
  | 'set operation'
  /** What ends a FROM clause. */
  | 'clause'
  | 'lock'
  /** With it the text does not tell it all. */
  | 'untold'

/** Reads one lexeme outside of brackets, and what belongs to it. The next lexeme shows whether a word is a keyword or a name. */
export function readMeaning(cursor: Cursor): Meaning {
  const { key } = cursor.next() as Lexeme
  switch (key) {
    case '':
      return 'nothing'
    case '.':
    case 'AS':
      // Any word may be a name there.
      if (cursor.lexeme?.kind === 'word') cursor.next()
      return 'nothing'
    case 'IS':
      cursor.takes('NOT')
      cursor.takes('DISTINCT', 'FROM')
      return 'nothing'
    case 'INDEX':
    case 'KEY':
      skipPurpose(cursor)
      return 'nothing'
    case 'FOR':
      return isLock(cursor) ? 'lock' : 'nothing'
    case 'LOCK':
      return isShareLock(cursor) ? 'lock' : 'nothing'
    case 'WINDOW':
      return cursor.ahead(1)?.key === 'AS' && cursor.ahead(2)?.key === '(' ? 'clause' : 'nothing'
    case 'IN':
      // SQLite takes the name of a table there.
      return cursor.dialect === 'sqlite' && !cursor.is('(') ? 'untold' : 'nothing'
    case 'NEXT':
      return cursor.is('VALUE', 'FOR') ? 'untold' : 'nothing'
    case ':':
      // MySQL sets a variable.
      return cursor.dialect === 'mysql' && cursor.is('=') ? 'untold' : 'nothing'
    default:
      if (fromFunctions.has(key) && cursor.is('(')) return 'function with from'
      return meanings.get(key) ?? 'nothing'
  }
}

/** Moves behind what may stand before a table. Where these are no keywords, tables may be called so. */
export function skipBeforeTable(cursor: Cursor): void {
  if (cursor.dialect === 'mysql' && cursor.is('LATERAL', '(')) cursor.next()
  if (cursor.dialect !== 'postgres') return
  cursor.takes('LATERAL')
  cursor.takes('ONLY')
  if (cursor.is('ROWS', 'FROM', '(')) cursor.takes('ROWS', 'FROM')
}

/** MySQL's `USE INDEX FOR ORDER BY (…)`. */
function skipPurpose(cursor: Cursor): void {
  if (cursor.takes('FOR', 'JOIN') || cursor.takes('FOR', 'ORDER', 'BY')) return
  cursor.takes('FOR', 'GROUP', 'BY')
}

/** Whether the next words begin a clause that locks the rows that are read. */
export function locks(cursor: Cursor): boolean {
  return cursor.takes('FOR') ? isLock(cursor) : cursor.takes('LOCK') && isShareLock(cursor)
}

function isShareLock(cursor: Cursor): boolean {
  return cursor.is('IN', 'SHARE')
}

function isLock(cursor: Cursor): boolean {
  return cursor.is('UPDATE') || cursor.is('SHARE') || cursor.is('NO', 'KEY') || cursor.is('KEY', 'SHARE')
}

const fromFunctions = words('EXTRACT SUBSTRING SUBSTR MID TRIM OVERLAY')

const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  [',', 'comma'],
  ['JOIN', 'join'],
  ['STRAIGHT_JOIN', 'join'],
  ['FROM', 'from'],
  ['UNION', 'set operation'],
  ['INTERSECT', 'set operation'],
  ['EXCEPT', 'set operation'],
  ['WHERE', 'clause'],
  ['GROUP', 'clause'],
  ['HAVING', 'clause'],
  ['ORDER', 'clause'],
  ['LIMIT', 'clause'],
  ['SELECT', 'untold'],
  ['INTO', 'untold'],
  // Other databases join tables with it.
  ['APPLY', 'untold'],
])
