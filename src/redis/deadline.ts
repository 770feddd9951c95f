import { UnavailableError } from '../errors'

/** What `promise` gives, or an `UnavailableError` once the deadline has passed. The promise's later rejection is nobody's. */
export async function withinDeadline<Value>(promise: Promise<Value>, deadlineMs: number, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new UnavailableError(`Redis gave no answer within ${deadlineMs} ms, for ${what}.`))
    }, deadlineMs)
  })
  try {
    return await Promise.race([promise, deadline])
  } finally {
    clearTimeout(timer)
  }
}
