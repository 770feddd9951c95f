import type { QueryRunner } from 'typeorm'
import type { TransactionChanges } from '../../changes/transaction-changes'
import type { LoadScope } from '../../values/load-scope'
import { isInTransaction, reportRead } from '../connections/read-judge'
import { undeclaredTables } from '../reach/undeclared-tables'
import { dataSourceOf } from '../versions'
import type { SubscriberContext } from './subscriber-context'

/** Reports to a load what its statements do, as far as it decides whether what it returns may be stored. */
export class LoadWatcher {
  readonly #context: SubscriberContext

  constructor(context: SubscriberContext) {
    this.#context = context
  }

  /** A statement is about to be sent. @returns what judges it once it was answered */
  loading(scope: LoadScope, sql: string, queryRunner: QueryRunner): (() => Promise<void>) | undefined {
    const effect = this.#effectOf(sql, queryRunner)
    if (effect === 'write') {
      scope.veto('wrote', sql)
      if (this.transactionOf(queryRunner) ?? isInTransaction(queryRunner)) scope.veto('open-transaction', sql)
    }
    if (effect !== 'read') return undefined
    const writes = this.#context.writesOf(dataSourceOf(queryRunner))
    const isOurs = scope.owner === this.#context.owner
    if (isOurs && !scope.trace) scope.read(sql, (covered) => undeclaredTables(sql, covered, writes))
    const transaction = this.transactionOf(queryRunner)
    return () => {
      // Other subscribers may have kept the answer until its transaction was over.
      if (this.transactionOf(queryRunner) !== transaction) scope.veto('open-transaction', sql)
      return reportRead(scope, sql, writes.sql.factsOf(sql), queryRunner, this.transactionOf)
    }
  }

  /** The transaction that is followed on a query runner. */
  readonly transactionOf = (queryRunner: QueryRunner): TransactionChanges | undefined =>
    this.#context.queryRunners.get(queryRunner)?.transaction

  /** `undefined` for what begins, ends or nests transactions, and for settings, which must not be asked about in between. */
  #effectOf(sql: string, queryRunner: QueryRunner): 'read' | 'write' | undefined {
    const writes = this.#context.writesOf(dataSourceOf(queryRunner))
    const statements = writes.sql.statementsIn(sql)
    if (statements.length === 0) return writes.sql.settingsIn(sql).isAll ? undefined : 'read'
    const isWrite = statements.some(({ kind }) => kind === 'write' || kind === 'everything' || kind === 'unknown')
    return isWrite ? 'write' : undefined
  }
}
