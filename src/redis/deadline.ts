import { UnavailableError } from '../errors'

/** What `promise` gives, or an `UnavailableError` once the deadline has passed. The promise's later rejection is nobody's. */
export async function withinDeadline<Value>(
  promise: Promise<Value>,
  deadlineMs: number,
  what: string,
  onMissed: (error: UnavailableError) => void,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new UnavailableError(`Redis gave no answer within ${deadlineMs} ms, for ${what}.`)
      onMissed(error)
      reject(error)
    }, deadlineMs)
  })
  try {
    return await Promise.race([promise, deadline])
  } finally {
    clearTimeout(timer)
  }
}
