import { dataSourceOf } from '../versions'
import { dialectOf } from '../dialect'
import { isEmbedded } from '../embedded'
import type { AnsweredQueryEvent } from './query-events'

/** How a statement ended. */
export type Outcome =
  | 'done'
  /** The server has answered that it did not do it. */
  | 'refused'
  /** Nobody knows: the answer was lost. */
  | 'unknown'

type Ended = Pick<AnsweredQueryEvent, 'success' | 'error' | 'queryRunner'>

export function outcomeOf({ success, error, queryRunner }: Ended): Outcome {
  if (success) return 'done'
  const dataSource = dataSourceOf(queryRunner)
  // What runs in this process can't lose an answer.
  if (isEmbedded(dataSource)) return 'refused'
  const { code, sqlState } = (error ?? {}) as { code?: unknown; sqlState?: unknown }
  // The code of MySQL's errors is a word, also for those of the connection.
  const state = dialectOf(dataSource) === 'mysql' ? sqlState : code
  return typeof state === 'string' && refusals.test(state) ? 'refused' : 'unknown'
}

/** SQLSTATEs of a server that has decided: not those of lost connections (08, 57P) or of an unknown end (40003). */
const refusals = /^(?!08|57P|40003)(?=.*\d)[0-9A-Z]{5}$/

/** Whether the server has answered COMMIT with ROLLBACK, as PostgreSQL does after a failed statement. */
export function hasRolledBack({ rawResults }: Pick<AnsweredQueryEvent, 'rawResults'>): boolean {
  const { command } = (rawResults ?? {}) as { command?: unknown }
  return command === 'ROLLBACK'
}
