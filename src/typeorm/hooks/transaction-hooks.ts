import type { QueryRunner } from 'typeorm'
import type { ChangeLedger } from '../../changes/change-ledger'
import type { TransactionChanges } from '../../changes/transaction-changes'
import { UnavailableError } from '../../errors'
import { isTransactionOpen } from '../connections/server-state'
import { type HookResult, type SubscriberContext, changesOf } from './subscriber-context'
import { depthOf, isAwaitedBefore } from '../versions'
import { readingUnread } from './unread-parents'

/**
 * What TypeORM says of transactions. They are followed by their statements; this is for what must come before a COMMIT,
 * and for drivers that begin and end transactions without a statement.
 */
export class TransactionHooks {
  readonly #context: SubscriberContext

  constructor(context: SubscriberContext) {
    this.#context = context
  }

  started(queryRunner: QueryRunner): void {
    const changes = changesOf(this.#context, queryRunner)
    if (changes.transaction || depthOf(queryRunner) !== 1 || isTransactionOpen(queryRunner) === false) return
    changes.beginTransaction()
  }

  /** @returns what COMMIT must wait for */
  committing(queryRunner: QueryRunner): HookResult {
    const changes = this.#context.queryRunners.get(queryRunner)
    const transaction = changes?.transaction
    if (!transaction || depthOf(queryRunner) > 1) return undefined
    // Elsewhere the statement waits for it.
    const readUnread = isAwaitedBefore(queryRunner) ? undefined : readingUnread(transaction, queryRunner, this.#context)
    if (readUnread) return changes.order.pass(() => readUnread().then(() => confirm(transaction, this.#context.ledger)))
    return transaction.isUnconfirmed ? confirm(transaction, this.#context.ledger) : undefined
  }

  committed(queryRunner: QueryRunner): HookResult {
    return this.#ended(queryRunner)?.bump()
  }

  rolledBack(queryRunner: QueryRunner): HookResult {
    return this.#ended(queryRunner)?.drop()
  }

  /** The transaction, if it is still there though TypeORM has ended it. */
  #ended(queryRunner: QueryRunner): TransactionChanges | undefined {
    if (queryRunner.isTransactionActive || isTransactionOpen(queryRunner) === true) return undefined
    return this.#context.queryRunners.get(queryRunner)?.endTransaction()
  }
}

/** Rejects, where the user has asked for it, to refuse what would commit changes that are not recorded: nothing is lost yet. */
export async function confirm(transaction: TransactionChanges, ledger: ChangeLedger): Promise<void> {
  const cause = await transaction.confirmed()
  if (cause === undefined || !ledger.rejectsUnrecorded) return
  throw new UnavailableError(
    'The transaction was refused before its COMMIT, because its changes could not be recorded in the token store, and ' +
      "onUnavailable is 'reject'. Try again.",
    { cause },
  )
}
