import { presentable } from '../credentials'
import { AlkeyError, HookFailedError, isToldByStore } from '../errors'
import type { EventHub } from '../events'

/** Runs what must not fail a write, and reports what it threw. */
export async function reporting(events: EventHub, what: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (cause) {
    report(events, what, cause)
  }
}

/** What the store tells itself is not reported here: that it is away, or refuses. */
export function report(events: EventHub, what: string, thrown: unknown): void {
  if (isToldByStore(thrown)) return
  const cause = presentable(thrown)
  const reason = cause instanceof Error ? cause.message : String(cause)
  const error = cause instanceof AlkeyError ? cause : new HookFailedError(`${what}: ${reason}`, { cause })
  events.emit('error', { error })
}
