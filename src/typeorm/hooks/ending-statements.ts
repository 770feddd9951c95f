import type { Dialect, Statement } from '../../sql/statement'
import { commitsFirst } from '../connections/refusal'

/** Whether the open transaction is committed with a text, or by two phases, before anything else is done in it. */
export function endsByCommit(statements: readonly Statement[], dialect: Dialect): boolean {
  return statements.some(
    (one) =>
      commitsFirst(one) ||
      one.kind === 'commit' ||
      one.kind === 'prepare' ||
      (one.kind === 'begin' && dialect === 'mysql'),
  )
}

export function isRollback({ kind }: Statement): boolean {
  return kind === 'rollback' || kind === 'rollback-to'
}
