import type { AlkeyError } from '../errors'
import type { TokenStore } from './token-store'

/** Optional for a token store: tells when the store can't be used, and when it can be used again. */
export interface ReportsAvailability {
  /** Calls `listener` at each change; with the `cause` when the store was lost. @returns a function that removes the listener */
  onAvailability(listener: (isAvailable: boolean, cause?: unknown) => void): () => void
}

/** How a store stands: `'idle'` until it is first used, then whether it can be used. */
export interface StoreState {
  readonly redis: 'ready' | 'unavailable' | 'idle'
  /** Since when. */
  readonly since: Date
}

/** Optional for a token store: tells how it stands, without a wait. */
export interface ReportsState {
  readonly state: StoreState
}

export function reportsState(store: TokenStore): store is TokenStore & ReportsState {
  return 'state' in store
}

export function reportsAvailability(store: TokenStore): store is TokenStore & ReportsAvailability {
  return 'onAvailability' in store
}

/** Optional for a token store: tells which commands its server refuses while it can be reached. */
export interface ReportsFailures {
  /** Calls `listener` once for each kind of failure, until the same work succeeds again. @returns a function that removes it */
  onFailure(listener: (error: AlkeyError) => void): () => void
}

export function reportsFailures(store: TokenStore): store is TokenStore & ReportsFailures {
  return 'onFailure' in store
}
