import type { QueryRunner } from 'typeorm'
import { report, reporting } from '../../changes/report'
import { mustNotRead } from '../connections/changed-settings'
import { bookOf } from '../connections/connection-book'
import { readDefaults, readDefaultsAtOnce } from '../connections/default-reader'
import { beginsByItself } from '../connections/isolation'
import { dataSourceOf, isAwaitedBefore } from '../versions'
import { dialectOf } from '../dialect'
import type { EntityTable } from '../entities/entity-table'
import type { DataSourceWrites } from '../reach/data-source-writes'
import { type ReferringWrite, leavesToDefaults } from '../reach/told-targets'
import type { SubscriberContext } from './subscriber-context'

/** Notes where a statement leaves foreign keys to what the database fills by itself, and nobody knows what that is. */
export function noteDefaults(change: ReferringWrite, { wantedDefaults }: DataSourceWrites): void {
  const { table } = change
  if (!table.defaults.isOld || !leavesToDefaults(change)) return
  table.defaults.forget()
  wantedDefaults.add(table)
}

/**
 * Asks for what was noted, where nobody can notice: outside of transactions, and of MySQL, which its sessions can ask
 * about the statement before, on connections that nothing was sent on.
 *
 * @param isFirst whether nothing was sent on the query runner
 * @param isOutside whether no transaction is open there
 * @returns what the next statement must wait for
 */
export function askingDefaults(
  queryRunner: QueryRunner,
  { isFirst, isOutside }: Readonly<Record<'isFirst' | 'isOutside', boolean>>,
  context: SubscriberContext,
): (() => Promise<void>) | undefined {
  const { wantedDefaults } = context.writesOf(dataSourceOf(queryRunner))
  if (wantedDefaults.size === 0 || !isOutside) return undefined
  if (dialectOf(dataSourceOf(queryRunner)) === 'mysql' && (!isFirst || beginsByItself(queryRunner))) return undefined
  if (bookOf(queryRunner).isLeftOpen || mustNotRead(queryRunner, undefined)) return undefined
  const { events } = context.ledger
  if (!isAwaitedBefore(queryRunner)) {
    for (const table of wantedDefaults) {
      wantedDefaults.delete(table)
      try {
        readDefaultsAtOnce(queryRunner, table)
      } catch (cause) {
        report(events, unreadDefaults(table), cause)
      }
    }
    return undefined
  }
  return async () => {
    for (const table of wantedDefaults) {
      wantedDefaults.delete(table)
      await reporting(events, unreadDefaults(table), () => readDefaults(queryRunner, table))
    }
  }
}

function unreadDefaults({ text }: EntityTable): string {
  return `The column defaults of ${text} could not be read`
}
