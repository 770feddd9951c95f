/** What `promise` gives, or an error once the deadline has passed. The promise's later rejection is nobody's. */
export async function withinDeadline<Value>(
  promise: Promise<Value>,
  deadlineMs: number,
  missed: () => Error,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  let isSettled = false
  const deadline = new Promise<never>((_, reject) => {
    const miss = (): void => {
      if (!isSettled) reject(missed())
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
