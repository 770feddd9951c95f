import type { Dialect } from '../statement'
import { words } from '../lexer/words'

/** What ends the condition of an UPDATE or DELETE. */
export const conditionEnds = words('ORDER LIMIT RETURNING')

/** What ends the tables that an UPDATE or DELETE looks at besides its own. */
export const tablesEnds: ReadonlySet<string> = new Set(['WHERE', ...conditionEnds])

/** What ends the assignments of an UPDATE; a column of MySQL may be called `returning`. */
export function assignmentEnds(dialect: Dialect): ReadonlySet<string> {
  return dialect === 'mysql' ? endsInMySql : ends
}

const ends: ReadonlySet<string> = new Set(['FROM', ...tablesEnds])
const endsInMySql: ReadonlySet<string> = new Set([...ends].filter((word) => word !== 'RETURNING'))

export const setWord = words('SET')
export const toWord = words('TO')
export const returningWord = words('RETURNING')
