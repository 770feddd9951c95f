import type { TableWrite } from '../../sql/statement'
import type { EntityTable } from '../entities/entity-table'
import type { KeyedRow } from './keyed-row'

type WorkedOut = readonly KeyedRow[] | undefined

/**
 * What was worked out of a statement as it is sent, and is the same once it was answered: with many rows that is most of
 * the work, and it is asked for before the statement and after it.
 */
export class StatementMemo {
  readonly #rows = new Map<TableWrite, { readonly table: EntityTable; readonly rows: WorkedOut }[]>()
  #isSpliced: boolean | undefined

  /** The rows of a table that a write names by itself. */
  rowsOf(table: EntityTable, write: TableWrite, workOut: () => WorkedOut): WorkedOut {
    let known = this.#rows.get(write)
    if (!known) this.#rows.set(write, (known = []))
    const found = known.find((one) => one.table === table)
    if (found) return found.rows
    const rows = workOut()
    known.push({ table, rows })
    return rows
  }

  isSpliced(workOut: () => boolean): boolean {
    return (this.#isSpliced ??= workOut())
  }
}
