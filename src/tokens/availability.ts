import type { AlkeyError } from '../errors'
import type { TokenStore } from './token-store'

/** What a token store may also do: tell when it can't be reached, and when it can be again. */
export interface ReportsAvailability {
  /** Calls `listener` at each change, with the reason when it is for the worse. @returns a function that ends it */
  onAvailability(listener: (isAvailable: boolean, cause?: unknown) => void): () => void
}

export function reportsAvailability(store: TokenStore): store is TokenStore & ReportsAvailability {
  return 'onAvailability' in store
}

/** What a token store may also do: tell what its server refuses, which is no outage. */
export interface ReportsFailures {
  /** Calls `listener` once for each kind of failure, until the work has succeeded again. @returns a function that ends it */
  onFailure(listener: (error: AlkeyError) => void): () => void
}

export function reportsFailures(store: TokenStore): store is TokenStore & ReportsFailures {
  return 'onFailure' in store
}
