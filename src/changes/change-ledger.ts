import { AlkeyError, HookFailedError } from '../errors'
import type { EventHub } from '../events'
import type { ChangeLog } from '../tokens/change-log'
import type { Delivery } from './delivery'
import type { OpenChanges } from './open-changes'

/** Where change sets go: shared by all transactions of one `Alkey`. */
export interface ChangeLedger {
  readonly delivery: Delivery
  readonly open: OpenChanges
  /** Absent where the token store keeps no records. */
  readonly log: ChangeLog | undefined
  readonly events: EventHub
}

/** Runs what must not fail a write, and reports what it threw. */
export async function reporting(events: EventHub, what: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (cause) {
    report(events, what, cause)
  }
}

export function report(events: EventHub, what: string, cause: unknown): void {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const error = cause instanceof AlkeyError ? cause : new HookFailedError(`${what}: ${reason}`, { cause })
  events.emit('error', { error })
}
