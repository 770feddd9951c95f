import { AlkeyError, HookFailedError, UnavailableError } from '../errors'
import type { EventHub } from '../events'

/** Runs what must not fail a write, and reports what it threw. */
export async function reporting(events: EventHub, what: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (cause) {
    report(events, what, cause)
  }
}

/** That the store is away is not reported here: `unavailable` and `owed` tell it, once. */
export function report(events: EventHub, what: string, cause: unknown): void {
  if (cause instanceof UnavailableError) return
  const reason = cause instanceof Error ? cause.message : String(cause)
  const error = cause instanceof AlkeyError ? cause : new HookFailedError(`${what}: ${reason}`, { cause })
  events.emit('error', { error })
}
