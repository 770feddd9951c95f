import type { Matches } from '../clauses/comparisons'
import { conjunctsOf } from '../clauses/conditions'
import type { Cursor } from '../lexer/cursor'
import { qualifies, readPath, spellingOf } from '../lexer/names'
import type { JoinedTable } from './joined-tables'

/** A column that a join compares with one of another table, whose values the conditions name. */
export interface CarriedColumn {
  readonly column: string
  /** The other table, and its column. */
  readonly path: readonly string[]
  readonly from: string
}

/** What rows have by the values of other tables as well: it holds only if the columns are compared as values are. */
export interface CarriedMatches {
  readonly matches: Matches
  readonly columns: readonly CarriedColumn[]
}

/** A table, and what WHERE says of its rows: of each row of the answer, if the table has a row in it. */
export interface FilteredTable {
  readonly table: JoinedTable
  readonly matches: Matches | undefined
}

/**
 * Adds to what the rows of a table have the values of other tables that they are joined by.
 * @returns `undefined` where there are none
 */
export function carriedMatches(
  target: FilteredTable,
  others: readonly FilteredTable[],
  own: Matches | undefined,
  where: readonly Cursor[],
): CarriedMatches | undefined {
  const columns: CarriedColumn[] = []
  let matches = own
  for (const other of others) {
    if (other === target || !other.matches) continue
    // Where the other one has a row, its own conditions are met, too, and so the target has one.
    const conditions = new Set([...where, ...target.table.conditions, ...other.table.conditions])
    for (const { column, from } of equalities(conditions, target.table, other.table)) {
      if (columns.length >= MOST || matches?.every((match) => match.has(column))) continue
      const next = withValues(matches, column, other.matches, from)
      if (!next) continue
      matches = next
      columns.push({ column, path: other.table.path, from })
    }
  }
  return matches && columns.length > 0 ? { matches, columns } : undefined
}

/** No key has more columns. */
const MOST = 10

/** Each with each of the values; `undefined` where these are not all known, or too many. */
function withValues(own: Matches | undefined, column: string, others: Matches, from: string): Matches | undefined {
  const all = own ?? [new Map()]
  const values = others.map((match) => match.get(from))
  if (all.length * values.length > MOST_MATCHES || values.includes(undefined)) return undefined
  return all.flatMap((match) =>
    values.map((value) => new Map([...(value ? [[column, value] as const] : []), ...match])),
  )
}

const MOST_MATCHES = 200

interface Equality {
  readonly column: string
  readonly from: string
}

function equalities(conditions: Iterable<Cursor>, target: JoinedTable, other: JoinedTable): readonly Equality[] {
  return [...conditions]
    .flatMap((condition) => conjunctsOf(condition.rest()))
    .flatMap((term) => {
      const left = readColumn(term)
      const right = left && term.takes('=') ? readColumn(term) : undefined
      if (!left || !right || term.length > 0) return []
      return [...equality(left, right, target, other), ...equality(right, left, target, other)]
    })
}

/** A column as it is written, with the spelling of its first name. */
interface WrittenColumn {
  readonly path: readonly string[]
  readonly spelling: string
}

function readColumn(term: Cursor): WrittenColumn | undefined {
  const { lexeme } = term
  const path = lexeme && readPath(term)
  return path && { path, spelling: spellingOf(term.dialect, lexeme) }
}

function equality(
  own: WrittenColumn,
  others: WrittenColumn,
  target: JoinedTable,
  other: JoinedTable,
): readonly Equality[] {
  const [column, from] = [columnIn(own, target), columnIn(others, other)]
  return column === undefined || from === undefined ? [] : [{ column, from }]
}

/** Columns without a qualifier may be of any table. */
function columnIn({ path, spelling }: WrittenColumn, table: JoinedTable): string | undefined {
  return qualifies(path.slice(0, -1), { ...table, needsQualifier: true }, spelling) ? path.at(-1) : undefined
}
