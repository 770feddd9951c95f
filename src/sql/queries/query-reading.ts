import type { Cursor } from '../lexer/cursor'
import type { Reading } from '../lexer/readings'
import { QueryPart, type TableRead } from './query-part'
import { Scope } from './scope'
import { areTelling } from './telling-lexemes'

/** What one SELECT reads. */
export interface QueryReading {
  /**
   * Each table's name and what qualifies it, folded as the database folds them, each once, with what matters of its rows
   * wherever it is read. Names of common table expressions and derived tables are not tables.
   */
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
  const tables = new TablesRead()
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
class TablesRead {
  readonly #reads = new Map<string, TableRead[]>()

  add(read: TableRead): void {
    const name = read.path.join('\0')
    const reads = this.#reads.get(name)
    if (reads) reads.push(read)
    else this.#reads.set(name, [read])
  }

  all(): readonly TableRead[] {
    return Array.from(this.#reads.values(), (reads) => {
      const matches = reads.map((read) => read.matches)
      const { path } = reads[0] as TableRead
      return { path, matches: matches.every((one) => one !== undefined) ? matches.flat() : undefined }
    })
  }
}
