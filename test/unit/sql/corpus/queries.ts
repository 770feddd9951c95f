import type { Case } from './case'
import { decorations, functions, joins, lists, names } from './queries-from'
import { expressions, setOperations, subqueries } from './queries-nested'
import { hostile, noQueries } from './queries-refused'
import { typeorm } from './queries-typeorm'
import { locks, words } from './queries-words'

/** What the reader must say of queries, by theme. */
export const queries: Readonly<Record<string, readonly Case[]>> = {
  lists,
  names,
  joins,
  decorations,
  functions,
  subqueries,
  'set operations': setOperations,
  'common table expressions': expressions,
  words,
  locks,
  'no queries': noQueries,
  hostile,
  typeorm,
}
