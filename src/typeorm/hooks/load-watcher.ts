import type { QueryRunner } from 'typeorm'
import type { TransactionChanges } from '../../changes/transaction-changes'
import type { LoadScope } from '../../values/load-scope'
import { reportRead } from '../connections/read-judge'
import { dataSourceOf } from '../data-source-of'
import type { SubscriberContext } from './subscriber-context'

/** Reports to a load what its statements do, as far as it decides whether what it returns may be stored. */
export class LoadWatcher {
  readonly #context: SubscriberContext

  constructor(context: SubscriberContext) {
    this.#context = context
  }

  /** A statement is about to be sent. */
  loading(scope: LoadScope, sql: string, queryRunner: QueryRunner): void {
    if (this.#effectOf(sql, queryRunner) === 'write') scope.veto('wrote')
  }

  /** It was answered. */
  loaded(scope: LoadScope, sql: string, queryRunner: QueryRunner): Promise<void> | undefined {
    if (this.#effectOf(sql, queryRunner) !== 'read') return undefined
    return reportRead(scope, sql, queryRunner, this.transactionOf)
  }

  /** The transaction that is followed on a query runner. */
  readonly transactionOf = (queryRunner: QueryRunner): TransactionChanges | undefined =>
    this.#context.queryRunners.get(queryRunner)?.transaction

  /** `undefined` for what begins, ends or nests transactions, and for settings, which must not be asked about in between. */
  #effectOf(sql: string, queryRunner: QueryRunner): 'read' | 'write' | undefined {
    const writes = this.#context.writesOf(dataSourceOf(queryRunner))
    const statements = writes.statementsIn(sql)
    if (statements.length === 0) return writes.settingsIn(sql).isAll ? undefined : 'read'
    const isWrite = statements.some(({ kind }) => kind === 'write' || kind === 'everything' || kind === 'unknown')
    return isWrite ? 'write' : undefined
  }
}
