import type { TokenStore } from './token-store'

/**
 * What a token store may also do: keep a record of what a transaction has changed before its tokens are bumped, so
 * that the record outlives the process that wrote it.
 */
export interface ChangeLog {
  /** Adds `identifiers` to the record of a change set. */
  record(changeSet: string, identifiers: readonly string[]): Promise<void>
  /** Bumps `identifiers` and removes the record with the last of them. */
  settle(changeSet: string, identifiers: readonly string[]): Promise<void>
  /** Removes the record; nothing is bumped. */
  discard(changeSet: string): Promise<void>
}

/** Whether a store keeps records as well. */
export function isChangeLog(store: TokenStore): store is TokenStore & ChangeLog {
  return 'record' in store && 'settle' in store && 'discard' in store
}
