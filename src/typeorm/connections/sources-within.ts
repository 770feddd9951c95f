import type { QueryRunner } from 'typeorm'
import type { TransactionChanges } from '../../changes/transaction-changes'
import type { UncacheableReason } from '../../events'
import type { KeySources } from '../../keys/cache-key-generator'
import { VERSIONED, type Versioned, type VersionedPart } from '../../tokens/versioned-part'
import { seesCommitted } from './isolation'
import { type TransactionOf, isInTransaction } from './read-judge'

/** Tokens and versions from inside a transaction: none of what it has changed itself, none where it sees an older state. */
export function sourcesWithin(
  queryRunner: QueryRunner,
  { source, tags }: KeySources,
  transactionOf: TransactionOf,
): KeySources {
  const refusal = async (
    hasChanged: (transaction: TransactionChanges) => boolean,
  ): Promise<UncacheableReason | undefined> => {
    const transaction = transactionOf(queryRunner)
    // What one that nobody has followed has changed is not known.
    if (!transaction) return isInTransaction(queryRunner) ? 'open-transaction' : undefined
    if (hasChanged(transaction)) return 'open-transaction'
    return (await seesCommitted(queryRunner, transaction).catch(() => false)) ? undefined : 'isolation'
  }
  return {
    source: {
      read: async (identifiers) => {
        const unavailable = await refusal((transaction) => transaction.hasChanged(identifiers))
        return unavailable ? { unavailable } : source.read(identifiers)
      },
    },
    tags: {
      read: async (parts) => {
        const unavailable = await refusal((transaction) => haveCommon(transaction.savepoints.changes().tags, parts))
        return unavailable ? { unavailable, cause: undefined } : tags.read(parts)
      },
    },
  }
}

/** By name: tags are made anew for each key. */
function haveCommon(some: readonly Versioned[], others: readonly VersionedPart[]): boolean {
  const names = new Set(some.map(({ name }) => name))
  return others.some((part) => names.has(part[VERSIONED].name))
}
