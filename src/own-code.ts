import { types } from 'node:util'
import { AlkeyError, showThrown } from './errors'

/**
 * Reads what was passed where that may run code of whoever passed it: getters, `toJSON`, traps of proxies. What such code
 * throws becomes the cause of an error that says where it was.
 *
 * @param refusal makes that error of what was thrown, and of how messages show it
 */
export function reading<Result>(
  read: () => Result,
  refusal: (cause: unknown, shownCause: string) => AlkeyError,
): Result {
  try {
    return read()
  } catch (cause) {
    // To ask a revoked proxy for its class throws once more.
    if (!types.isProxy(cause) && cause instanceof AlkeyError) throw cause
    throw refusal(cause, showThrown(cause))
  }
}
