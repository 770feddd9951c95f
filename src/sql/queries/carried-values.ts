import type { Matches } from '../clauses/comparisons'
import { conjunctsOf } from '../clauses/conditions'
import type { Cursor } from '../lexer/cursor'
import { qualifies, readPath, spellingOf } from '../lexer/names'
import type { Value } from '../statement'
import type { JoinedTable } from './joined-tables'

/**
 * A column that a join compares with one of another table, whose values the conditions name. It has these values only if
 * both columns take the same values for equal.
 */
export interface CarriedValues {
  readonly column: string
  /** The other table, and its column. */
  readonly path: readonly string[]
  readonly from: string
  /** One for each alternative that the conditions name of the other table. */
  readonly values: readonly Value[]
}

/** A table, and what WHERE says of its rows: of each row of the answer, if the table has a row in it. */
export interface FilteredTable {
  readonly table: JoinedTable
  readonly matches: Matches | undefined
}

/** What the rows of a table have by the values of other tables that they are joined by. */
export function carriedValues(
  target: FilteredTable,
  others: readonly FilteredTable[],
  where: readonly Cursor[],
): readonly CarriedValues[] {
  const all: CarriedValues[] = []
  for (const other of others) {
    if (other === target || !other.matches) continue
    // Where the other one has a row, its own conditions are met, too, and so the target has one.
    const conditions = new Set([...where, ...target.table.conditions, ...other.table.conditions])
    for (const { column, from } of equalities(conditions, target.table, other.table)) {
      const values = comparedValuesOf(other.matches, from)
      if (values && all.length < MOST) all.push({ column, path: other.table.path, from, values })
    }
  }
  return all
}

/** No key has more columns. */
const MOST = 10

/** Nothing is equal to NULL. */
function comparedValuesOf(matches: Matches, column: string): readonly Value[] | undefined {
  const values = matches.map((match) => match.get(column))
  return values.every((value) => value !== undefined && value.kind !== 'null') ? values : undefined
}

/** Adds values of other tables to what the conditions say of the rows themselves, as far as that does not grow large. */
export function withCarried(own: Matches | undefined, carried: readonly CarriedValues[]): Matches | undefined {
  let all = own
  for (const { column, values } of carried) {
    if (all?.every((match) => match.has(column))) continue
    const known: Matches = all ?? [new Map()]
    if (known.length * values.length > MOST_MATCHES) continue
    all = known.flatMap((match) => values.map((value) => new Map([[column, value], ...match])))
  }
  return all
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
