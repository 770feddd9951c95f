import type { AfterQueryEvent } from 'typeorm'

/** How a COMMIT ended, by its answer. */
export type CommitOutcome =
  | 'committed'
  /** The server answered COMMIT with ROLLBACK, as PostgreSQL does after a failed statement. */
  | 'rolled-back'
  /** The server refused, as for a deferred constraint; it has rolled back, or waits to be told so. */
  | 'refused'
  /** Nobody knows: the answer was lost. */
  | 'unknown'

export function commitOutcome(event: Pick<AfterQueryEvent, 'success' | 'rawResults' | 'error'>): CommitOutcome {
  if (event.success) {
    const { command } = (event.rawResults ?? {}) as { command?: unknown }
    return command === 'ROLLBACK' ? 'rolled-back' : 'committed'
  }
  return isRefusal(event.error) ? 'refused' : 'unknown'
}

/** Whether the server has answered that it did not do it. */
export function isRefusal(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' && refusals.test(code)
}

/** SQLSTATEs of a server that has decided: not those of lost connections (08, 57P) or of an unknown end (40003). */
const refusals = /^(?!08|57P|40003)(?=.*\d)[0-9A-Z]{5}$/
