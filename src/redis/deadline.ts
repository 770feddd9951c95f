import { UnavailableError } from '../errors'

/** What `promise` gives, or an `UnavailableError` once the deadline has passed. The promise's later rejection is nobody's. */
export async function withinDeadline<Value>(
  promise: Promise<Value>,
  deadlineMs: number,
  what: string,
  onMissed: (error: UnavailableError) => void,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  let isSettled = false
  const deadline = new Promise<never>((_, reject) => {
    const miss = (): void => {
      if (isSettled) return
      const error = new UnavailableError(`Redis gave no answer within ${deadlineMs} ms, for ${what}.`)
      onMissed(error)
      reject(error)
    }
    // After a long computation timers come first, though the answer may lie in the socket: it is read before this.
    timer = setTimeout(() => setImmediate(() => setImmediate(miss)), deadlineMs)
  })
  try {
    return await Promise.race([promise, deadline])
  } finally {
    isSettled = true
    clearTimeout(timer)
  }
}
