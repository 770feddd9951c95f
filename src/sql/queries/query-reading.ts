import type { Cursor } from '../lexer/cursor'
import type { Reading } from '../lexer/readings'
import { QueryPart } from './query-part'
import { Scope } from './scope'
import { areTelling } from './telling-lexemes'

/** What one SELECT reads. */
export interface QueryReading {
  /**
   * Each table's name and what qualifies it, folded as the database folds them, each once.
   * Names of common table expressions and derived tables are not tables.
   */
  readonly tables: readonly (readonly string[])[]
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
  const tables = new Map<string, readonly string[]>()
  let locks = false
  const parts = [new QueryPart('query', statement, Scope.of(statement.dialect))]
  // Brackets are read after what is around them, and not within it: they may be deeper than the stack.
  for (const part of parts) {
    if (!part.read()) return undefined
    for (const path of part.tables) tables.set(path.join('\0'), path)
    locks ||= part.locks
    for (const inner of part.inner) parts.push(inner)
  }
  return { tables: [...tables.values()], locks }
}
