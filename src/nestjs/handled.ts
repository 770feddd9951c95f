import type { CallHandler } from '@nestjs/common'
import { lastValueFrom } from 'rxjs'

/** Runs what an interceptor stands before. It keeps the caller's async context, so call it where that is the right one. */
export function handled(next: CallHandler): Promise<unknown> {
  return lastValueFrom<unknown, undefined>(next.handle(), { defaultValue: undefined })
}

/** Whether a result is a `StreamableFile` or a stream: it can be read once, and may send statements while it is. */
export function isStream(result: unknown): boolean {
  if (typeof result !== 'object' || result === null) return false
  return ['getStream', 'pipe', 'getReader'].some((method) => method in result)
}
