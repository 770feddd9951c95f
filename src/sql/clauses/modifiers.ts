import type { Cursor } from '../lexer/cursor'
import type { TableWrite } from '../statement'
import { words } from '../lexer/words'

type OnConflict = TableWrite['onConflict']

const priorities = words('LOW_PRIORITY HIGH_PRIORITY DELAYED QUICK CONCURRENT')

const resolutions: ReadonlyMap<string, OnConflict> = new Map([
  ['IGNORE', 'ignore'],
  ['REPLACE', 'replace'],
  ['UPDATE', 'update'],
])

/** Moves behind what may stand between a verb and its table, and tells what it makes of conflicts. */
export function readModifiers(cursor: Cursor, initial: OnConflict): OnConflict {
  let onConflict = initial
  for (;;) {
    if (cursor.takes('OR')) onConflict = resolutions.get(cursor.next()?.key ?? '')
    else if (cursor.dialect === 'mysql' && cursor.takes('IGNORE')) onConflict = 'ignore'
    else if (cursor.dialect === 'sqlite' && cursor.is('TOP', '(')) skipGroups(cursor, 'TOP')
    else if (cursor.dialect !== 'mysql' || !cursor.takesOneOf(priorities)) return onConflict
  }
}

/** Moves behind clauses such as `PARTITION (p0, p1)`. */
export function skipGroups(cursor: Cursor, ...keywords: readonly string[]): void {
  for (const keyword of keywords) if (cursor.is(keyword, '(')) skipTwo(cursor)
}

function skipTwo(cursor: Cursor): void {
  cursor.next()
  cursor.skip()
}
