import type { TableWrite } from '../../sql/statement'
import type { EntityTable } from '../entities/entity-table'
import type { Execution } from './execution'
import { insertedRows } from './inserted-rows'
import type { KeyedRow } from './keyed-row'
import { matchedRows, returnedRows } from './keyed-rows'
import { areSpliced } from './statement-values'
import { setsKey, writesRowid } from './written-keys'

/** The rows of a write: `before` is where they were, `after` where they are, if they were not there before. */
export interface NamedRows {
  readonly before: readonly KeyedRow[]
  readonly after: readonly KeyedRow[]
}

/** The rows that a write changes, by their identifiers; `undefined` when they can't all be told. */
export function namedRows(table: EntityTable, write: TableWrite, execution: Execution): NamedRows | undefined {
  const { mostRows } = execution
  const count = (write.rows ?? write.matches)?.length ?? 0
  if (!table.namesRows || (mostRows !== undefined && count > mostRows)) return undefined
  if (areSpliced(execution, table.dialect)) return undefined
  switch (write.verb) {
    case 'insert': {
      const after = insertedRows(table, write, execution)
      return after && { before: [], after }
    }
    case 'update':
      return updatedRows(table, write, execution)
    case 'delete': {
      const before = rowsMatched(table, write, execution) ?? returnedRows(table, write, execution.answer)
      return before && { before, after: [] }
    }
    case 'truncate':
    case 'define':
      return undefined
  }
}

function updatedRows(table: EntityTable, write: TableWrite, execution: Execution): NamedRows | undefined {
  // Rows that were in the way are removed, whatever their keys. What the database computes no statement tells.
  if (write.onConflict === 'replace' || table.computesKey || (write.columns && writesRowid(table, write.columns)))
    return undefined
  if (!setsKey(table, write)) {
    const before = rowsMatched(table, write, execution) ?? returnedRows(table, write, execution.answer)
    return before && { before, after: [] }
  }
  const before = rowsMatched(table, write, execution)
  const after = write.columns && matchedRows(table, write, execution.parameters, write.set)
  return before && after && { before, after }
}

/** The rows that WHERE names. */
function rowsMatched(
  table: EntityTable,
  write: TableWrite,
  { memo, parameters }: Execution,
): readonly KeyedRow[] | undefined {
  return memo.rowsOf(table, write, () => matchedRows(table, write, parameters))
}
