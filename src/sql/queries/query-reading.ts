import type { Cursor } from '../lexer/cursor'
import type { Reading } from '../lexer/readings'
import { QueryPart, type TablePlace } from './query-part'
import type { RowsRead } from './rows-of-tables'
import { Scope } from './scope'
import { areTelling } from './telling-lexemes'

/** A table that a query reads. */
export interface TableRead {
  /** Its name and what qualifies it, folded as the database folds them. */
  readonly path: readonly string[]
  /** What matters of its rows, for each place where it is read. */
  readonly rows: readonly RowsRead[]
}

/** What one SELECT reads. */
export interface QueryReading {
  /** Each once. Names of common table expressions and derived tables are not tables. */
  readonly tables: readonly TableRead[]
  /** Whether it locks rows: `FOR UPDATE`, `LOCK IN SHARE MODE`. */
  readonly locks: boolean
}

/**
 * What the one query of a text reads. Functions in its expressions are taken to read no tables.
 * @returns `undefined` when it is not one statement, or can't be told which tables it reads
 */
export function queryReadingOf({ lexemes, statements, isDoubtful, isWhole }: Reading): QueryReading | undefined {
  const [statement, ...others] = statements
  if (!statement || others.length > 0 || isDoubtful || !isWhole) return undefined
  return areTelling(statement.cursor.dialect, lexemes) ? readQuery(statement.cursor.rest()) : undefined
}

/** What a statement reads; `undefined` when it is no query, or one of which that can't be told. */
function readQuery(statement: Cursor): QueryReading | undefined {
  const tables = new PlacesByTable()
  let locks = false
  const parts = [new QueryPart('query', statement, Scope.of(statement.dialect))]
  // Brackets are read after what is around them, and not within it: they may be deeper than the stack.
  for (const part of parts) {
    if (!part.read()) return undefined
    for (const table of part.tables) tables.add(table)
    locks ||= part.locks
    for (const inner of part.inner) parts.push(inner)
  }
  return { tables: tables.all(), locks }
}

/** Tables that are read in several places, in each by other conditions. */
class PlacesByTable {
  readonly #rows = new Map<string, { readonly path: readonly string[]; readonly rows: RowsRead[] }>()

  add({ path, rows }: TablePlace): void {
    const name = path.join('\0')
    const known = this.#rows.get(name)
    if (known) known.rows.push(rows)
    else this.#rows.set(name, { path, rows: [rows] })
  }

  all(): readonly TableRead[] {
    return [...this.#rows.values()]
  }
}
