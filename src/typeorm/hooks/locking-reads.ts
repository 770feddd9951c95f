import type { QueryRunner } from 'typeorm'
import type { TransactionChanges } from '../../changes/transaction-changes'
import { namesWithin } from '../../sql/names-within'
import { readIsolated } from '../connections/isolated-read'
import { mayReadFirst } from '../connections/isolation'
import { ask } from '../connections/own-statements'
import { type RowsToRead, quotedTable, readGroups } from '../connections/parent-reader'
import type { SentStatement } from '../connections/sent-statements'
import { NumberText } from '../entities/number-text'
import type { KnownGroups } from '../reach/known-groups'
import type { ReferringWrite } from '../reach/told-targets'
import { possibleValues } from '../reach/statement-values'
import { setsKey } from '../reach/written-keys'

/** Rows of a write, and the groups by which it is lost with it what they lead to. */
export interface RowsBefore extends Pick<RowsToRead, 'rows' | 'groups'> {
  readonly change: ReferringWrite
}

/** Whether a read can take the locks of the statement, no others, and leave no other trace. */
export function canLock(change: ReferringWrite, { sql }: SentStatement): boolean {
  const { dialect } = change.table
  // There the transaction becomes a writer first, by a statement that changes no row.
  if (dialect === 'sqlite') return !namesWithin(dialect, sql).has('changes')
  return conditionsOf(change) !== undefined
}

/** Reads before a statement of a transaction, by the locks that this is about to take. */
export async function readLocking(
  { change, rows, groups }: RowsBefore,
  transaction: TransactionChanges | undefined,
  known: KnownGroups,
  queryRunner: QueryRunner,
): Promise<void> {
  const { table, write } = change
  // Not what was declared by hand: that sends nothing.
  const hasWritten = transaction?.savepoints.hasWritten === true
  if (table.dialect === 'postgres' && !(transaction && (await mayReadFirst(queryRunner, transaction, hasWritten))))
    return
  const mode = write.verb === 'delete' || setsKey(table, write) ? 'locking-key' : 'locking'
  const toRead = { rows, groups, conditions: conditionsOf(change) }
  await readIsolated(queryRunner, true, async () => {
    // After a read, a transaction in SQLite can only become a writer while there is no other, and does not wait for that.
    if (table.dialect === 'sqlite' && !hasWritten) await ask(queryRunner, `DELETE FROM ${quotedTable(table)} WHERE 0`)
    await readGroups(queryRunner, table, toRead, mode, known)
  })
}

/**
 * What else a statement asks of its rows: of those that don't meet it, it keeps no locks.
 * @returns `undefined` where a condition of another kind leaves rows out
 */
function conditionsOf({
  table,
  write,
  execution,
}: ReferringWrite): ReadonlyMap<string, readonly unknown[]> | undefined {
  const [first, ...others] = write.matches ?? []
  if (!first || !write.areAllMatched) return undefined
  const conditions = new Map<string, readonly unknown[]>()
  for (const [column, value] of first) {
    if (table.keyColumns.includes(column)) continue
    const values = possibleValues(value, execution.parameters)
    // Each of its rows must be asked for the same.
    const isOne = values && values.length > 0 && values.every(isComparedAlike)
    if (!isOne || others.some((other) => other.get(column) !== value)) return undefined
    conditions.set(column, values)
  }
  return others.every((other) => other.size === first.size) ? conditions : undefined
}

/** Nothing is equal to NULL; a decimal in the text may not be taken as a parameter for the same column. */
function isComparedAlike(value: unknown): boolean {
  return value !== null && !(value instanceof NumberText)
}
