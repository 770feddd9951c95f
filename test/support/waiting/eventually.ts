import { setTimeout } from 'node:timers/promises'

const PAUSE_MS = 10

/**
 * Waits until the assertion stops throwing and doesn't return false. After the deadline it throws what the assertion
 * threw last.
 */
export async function eventually(
  assertion: () => unknown,
  { deadlineMs = 5_000 }: { deadlineMs?: number } = {},
): Promise<void> {
  let lastError = new Error(`the assertion did not settle in ${deadlineMs} ms`) as unknown
  // From node:timers/promises and not by the clock, so that it works under Jest's fake timers.
  const abort = new AbortController()
  const deadline = setTimeout(deadlineMs, 'expired' as const, { signal: abort.signal })
  try {
    for (;;) {
      const outcome = await Promise.race([deadline, attempt(assertion)])
      if (outcome === 'met') return
      if (outcome !== 'expired') lastError = outcome.error
      if ((await Promise.race([deadline, setTimeout(PAUSE_MS)])) === 'expired') throw lastError
    }
  } finally {
    abort.abort()
  }
}

async function attempt(assertion: () => unknown): Promise<'met' | { error: unknown }> {
  try {
    if ((await assertion()) === false) throw new Error('the condition is still false')
    return 'met'
  } catch (error) {
    return { error }
  }
}
