import type { TableWrite } from '../../sql/statement'
import type { EntityTable } from '../entities/entity-table'

/** Whether a write may give rows other keys. */
export function setsKey(table: EntityTable, write: TableWrite): boolean {
  const written = write.verb === 'insert' ? [...write.set.keys()] : write.columns
  // The row that it has met by this very key.
  const keepsKey = write.verb === 'insert' && meetsByKey(table, write)
  if (written && written.length > 0 && table.computesKey) return true
  return !written || table.keyColumns.some((key) => written.includes(key) && !(keepsKey && setsInserted(write, key)))
}

/** Whether a row that was met gets in a column what would have been inserted there. */
export function setsInserted({ set }: TableWrite, column: string): boolean {
  const value = set.get(column)
  return value?.kind === 'inserted' && value.column === column
}

/** Whether the only row that an INSERT can meet is the one that it names. */
export function meetsByKey(table: EntityTable, { conflictTarget }: TableWrite): boolean {
  if (!conflictTarget || table.dialect === 'mysql') return false
  return (
    conflictTarget.length === table.keyColumns.length && table.keyColumns.every((key) => conflictTarget.includes(key))
  )
}

/** Whether an INSERT or UPDATE sets SQLite's own name for the key, under which no column is mapped. */
export function writesRowid(table: EntityTable, columns: readonly string[]): boolean {
  return table.dialect === 'sqlite' && columns.some((column) => rowids.has(column) && !table.columnNamed(column))
}

const rowids: ReadonlySet<string> = new Set(['rowid', 'oid', '_rowid_'])
