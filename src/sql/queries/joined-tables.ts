import { isQueryNext } from '../clauses/parentheses'
import type { Cursor } from '../lexer/cursor'
import type { Lexeme } from '../lexer/lexeme'
import { type NamedTable, readAlias, readPath, spellingOf } from '../lexer/names'
import { words } from '../lexer/words'
import { skipBeforeTable } from './query-words'

/** A table of a FROM clause, or a query in its place. */
export interface JoinedTable extends NamedTable {
  /** Its first name, where it is written; `undefined` of a query. */
  readonly name: Lexeme | undefined
  /** The ON conditions that each of its rows meets, or else it is as if the row were not there. */
  readonly conditions: Cursor[]
  /** Whether it may have no row where others have one: then its columns are NULL, whatever its rows hold. */
  isOuter: boolean
}

/**
 * What a FROM clause joins, and how.
 * @returns `undefined` where it has anything but tables, queries and joins with ON or USING, one after the other
 */
export function readJoinedTables(clause: Cursor): readonly JoinedTable[] | undefined {
  const all: JoinedTable[] = []
  do {
    const tables = readJoins(clause)
    if (!tables || all.length > MOST) return undefined
    all.push(...tables)
  } while (clause.takes(','))
  return clause.length === 0 && haveNames(all) ? all : undefined
}

/** Each condition is read for each table, and nobody joins more by hand. */
const MOST = 50

function readJoins(cursor: Cursor): readonly JoinedTable[] | undefined {
  const first = readJoinedTable(cursor)
  if (!first) return undefined
  const left = [first]
  for (let join = readJoin(cursor); join; join = readJoin(cursor)) {
    const right = readJoinedTable(cursor)
    if (!right || left.length > MOST) return undefined
    if (join === 'left' || join === 'full') right.isOuter = true
    if (join === 'right' || join === 'full') for (const table of left) table.isOuter = true
    if (cursor.takes('ON')) {
      const condition = cursor.until(conditionEnds)
      for (const table of filteredBy(join, left, right)) table.conditions.push(condition)
    } else if (!(join === 'cross' || (cursor.takes('USING') && cursor.group()))) return undefined
    left.push(right)
  }
  return left
}

/** The side that is kept without a partner has rows that don't meet the condition, too. */
function filteredBy(join: Join, left: readonly JoinedTable[], right: JoinedTable): readonly JoinedTable[] {
  switch (join) {
    case 'cross':
    case 'inner':
      return [...left, right]
    case 'left':
      return [right]
    case 'right':
      return left
    case 'full':
      return []
  }
}

type Join = 'cross' | 'inner' | 'left' | 'right' | 'full'

function readJoin(cursor: Cursor): Join | undefined {
  if (cursor.takes('JOIN') || cursor.takes('INNER', 'JOIN')) return 'inner'
  if (cursor.takes('CROSS', 'JOIN')) return 'cross'
  return outerJoins.find(([word]) => cursor.takes(word, 'JOIN') || cursor.takes(word, 'OUTER', 'JOIN'))?.[1]
}

const outerJoins = [
  ['LEFT', 'left'],
  ['RIGHT', 'right'],
  ['FULL', 'full'],
] as const

function readJoinedTable(cursor: Cursor): JoinedTable | undefined {
  skipBeforeTable(cursor)
  if (isQueryNext(cursor)) {
    cursor.skip()
    return { name: undefined, path: [], ...readSpelledAlias(cursor), conditions: [], isOuter: false }
  }
  const name = cursor.is('.') ? undefined : cursor.lexeme
  const path = name && readPath(cursor)
  // A function has arguments.
  if (!path || cursor.is('(')) return undefined
  const { alias, spelling } = readSpelledAlias(cursor)
  const own = alias === undefined && path.length === 1 ? spellingIn(cursor, name) : spelling
  return { name, path, alias, spelling: own, conditions: [], isOuter: false }
}

/** Without an alias it is spelled as nothing is. */
function readSpelledAlias(cursor: Cursor): Pick<NamedTable, 'alias' | 'spelling'> {
  const written = cursor.rest()
  const alias = readAlias(cursor)
  written.takes('AS')
  return { alias, spelling: spellingIn(cursor, alias === undefined ? undefined : written.lexeme) }
}

/** PostgreSQL takes names for the same by how they are folded. */
function spellingIn({ dialect }: Cursor, lexeme: Lexeme | undefined): string | undefined {
  if (dialect === 'postgres') return undefined
  return lexeme ? spellingOf(dialect, lexeme) : ''
}

/** Whether a qualifier says which of them it means. */
function haveNames(tables: readonly JoinedTable[]): boolean {
  const names = tables.map(({ alias, path }) => alias ?? path.at(-1)).filter((name) => name !== undefined)
  return new Set(names).size === names.length
}

const conditionEnds = words(', JOIN INNER CROSS LEFT RIGHT FULL NATURAL STRAIGHT_JOIN ON USING')
