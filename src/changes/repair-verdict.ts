import type { Look, RecordReading } from './record-notes'
import { REPEATED_FOR_MS } from './repetitions'
import type { ConnectionState } from './writer-watch'

/** What becomes of a record whose lease has ended. */
export interface Verdict {
  readonly bumps: boolean
  /** What to note when the record is kept for another lease. */
  readonly keeps: Look | undefined
}

/**
 * A record is kept until what it announces can't be committed any more. Where the database doesn't tell, it is bumped at
 * once and after 1, 2, 4 … leases, up to an hour: each process that looks may be another one, so the record counts.
 *
 * @param state what the database says of the writer's connection
 */
export function verdictOn(
  { left, look }: Pick<RecordReading, 'left' | 'look'>,
  state: ConnectionState | undefined,
  leaseMs: number,
): Verdict {
  // Its connection doesn't matter any more: another one may commit it.
  if (state === undefined || left === 'prepared') return verdictUnanswered(look, look.since, false, leaseMs)
  if (state === 'gone') return ended
  const { since } = state
  const isNews = !isSame(look.since, since)
  // A writer that lives, and has no answer, sends other statements on the connection.
  if (left === 'sent' && (since.length === 0 || (look.since !== undefined && isNews))) return ended
  if (since.length > 0) return { bumps: isNews, keeps: { ...look, since } }
  // It may be about to send its statement.
  return verdictUnanswered(look, since, isNews, leaseMs)
}

const ended: Verdict = { bumps: true, keeps: undefined }

function verdictUnanswered(
  look: Look,
  since: readonly string[] | undefined,
  isNews: boolean,
  leaseMs: number,
): Verdict {
  const times = look.unanswered
  if (times > 0 && times * leaseMs >= REPEATED_FOR_MS) return ended
  const isPowerOfTwo = (times & (times - 1)) === 0
  return { bumps: isNews || isPowerOfTwo, keeps: { unanswered: times + 1, ...(since && { since }) } }
}

function isSame(one: readonly string[] | undefined, other: readonly string[]): boolean {
  if (one === undefined) return false
  return one.length === 0 ? other.length === 0 : one.some((text) => other.includes(text))
}
