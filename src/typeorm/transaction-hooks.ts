import type { AfterQueryEvent, QueryRunner } from 'typeorm'
import type { TransactionChanges } from '../changes/transaction-changes'
import { UnavailableError } from '../errors'
import { commitOutcome } from './commit-outcome'
import { type HookResult, type SubscriberContext, changesOf } from './subscriber-context'
import { depthOf } from './transaction-depth'

/** Follows the transactions and savepoints of query runners to their end. */
export class TransactionHooks {
  readonly #context: SubscriberContext

  constructor(context: SubscriberContext) {
    this.#context = context
  }

  starting(queryRunner: QueryRunner): HookResult {
    if (depthOf(queryRunner) > 0) return undefined
    // A transaction that nobody has ended: its query runner starts anew, and how it ended is unknown.
    return this.#context.queryRunners.get(queryRunner)?.endTransaction()?.bumpUnknown()
  }

  started(queryRunner: QueryRunner): void {
    const changes = changesOf(this.#context, queryRunner)
    const { savepoints } = changes.transaction ?? changes.beginTransaction()
    const depth = depthOf(queryRunner)
    if (depth > 1) savepoints.open()
    if (savepoints.depth !== depth) savepoints.blur()
  }

  /** @returns what COMMIT must wait for */
  committing(queryRunner: QueryRunner): HookResult {
    const transaction = this.#transactionOf(queryRunner)
    if (!transaction || depthOf(queryRunner) > 1) return undefined
    transaction.isCommitting = true
    return this.#recorded(transaction)
  }

  /**
   * After a statement. The bump belongs here and not into `afterTransactionCommit`, so that every other subscriber's
   * hook finds the keys changed.
   */
  answered(event: AfterQueryEvent): HookResult {
    if (event.query !== 'COMMIT' && event.query !== 'ROLLBACK') return undefined
    const transaction = this.#transactionOf(event.queryRunner)
    if (!transaction) return this.#endedByHand(event)
    if (event.query !== 'COMMIT' || !transaction.isCommitting) return undefined
    const changes = changesOf(this.#context, event.queryRunner)
    switch (commitOutcome(event)) {
      case 'committed':
        return changes.endTransaction()?.bump()
      case 'unknown':
        return changes.endTransaction()?.bumpUnknown()
      case 'rolled-back':
        return changes.endTransaction()?.drop()
      case 'refused':
        return undefined
    }
  }

  committed(queryRunner: QueryRunner): HookResult {
    const transaction = this.#transactionOf(queryRunner)
    // Still open where the driver has no hooks for statements.
    if (!queryRunner.isTransactionActive) return changesOf(this.#context, queryRunner).endTransaction()?.bump()
    if (transaction) savepointsBefore(transaction, queryRunner).release()
    return undefined
  }

  rolledBack(queryRunner: QueryRunner): HookResult {
    const transaction = this.#transactionOf(queryRunner)
    if (!queryRunner.isTransactionActive) return changesOf(this.#context, queryRunner).endTransaction()?.drop()
    if (transaction) savepointsBefore(transaction, queryRunner).rollBack()
    return undefined
  }

  /** A statement that ends what an earlier query runner had left open on the connection. */
  #endedByHand(event: AfterQueryEvent): HookResult {
    const left = this.#context.leftOpen.take(event.queryRunner)
    if (!left || event.query === 'ROLLBACK') return undefined
    return this.#context.ledger.delivery.deliver(left).then(() => undefined)
  }

  /** Rejects, where the user has asked for it, to refuse a COMMIT that could not be recorded: nothing is lost yet. */
  async #recorded(transaction: TransactionChanges): Promise<void> {
    const cause = await transaction.confirmed()
    if (cause === undefined || !this.#context.ledger.rejectsUnrecorded) return
    throw new UnavailableError(
      'The transaction was refused before its COMMIT, because its changes could not be recorded. Try again.',
      { cause },
    )
  }

  #transactionOf(queryRunner: QueryRunner): TransactionChanges | undefined {
    return this.#context.queryRunners.get(queryRunner)?.transaction
  }
}

/** The stack, still with the savepoint that has just ended. */
function savepointsBefore(
  { savepoints }: TransactionChanges,
  queryRunner: QueryRunner,
): TransactionChanges['savepoints'] {
  if (savepoints.depth !== depthOf(queryRunner) + 1) savepoints.blur()
  return savepoints
}
