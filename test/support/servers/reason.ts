import { isNativeError } from 'node:util/types'

/** The message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  // Not instanceof: in Jest's sandbox, what Node throws is no instance of the sandbox's Error.
  if (!isNativeError(error)) return String(error)
  // A connection that failed to several addresses has its messages one level down.
  if (error.message === '' && 'errors' in error && Array.isArray(error.errors)) {
    return error.errors.map(reasonOf).join('; ')
  }
  return error.message
}
