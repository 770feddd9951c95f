import type { TokenStore } from './token-store'

/**
 * What a token store may also do: keep a record of what is being changed before its tokens are bumped, so that another
 * process can bump them when the writer dies. A record has a lease, on the store's clock, which its writer renews.
 */
export interface ChangeLog {
  /**
   * Adds `identifiers` to the record of a change set, and leases it for `leaseMs` from now. Some of them are notes,
   * which begin with `~`: to a store they are text like any other.
   */
  record(changeSet: string, identifiers: readonly string[], leaseMs: number): Promise<void>
  /** Leases records for `leaseMs` from now. @returns those that are gone, or have lost their contents, and stay so */
  renew(changeSets: readonly string[], leaseMs: number): Promise<readonly string[]>
  /** Bumps `identifiers` and removes the record with the last of them. */
  settle(changeSet: string, identifiers: readonly string[]): Promise<void>
  /** Removes records; nothing is bumped. */
  discard(changeSets: readonly string[]): Promise<void>
  /**
   * Some records whose lease has ended. Each is leased to the caller for `leaseMs`, so that of many processes one
   * repairs it, and another one if that dies.
   */
  claim(leaseMs: number): Promise<readonly ClaimedRecord[]>
  /**
   * Leases a claimed record for `leaseMs` from now and adds `note` to it, in place of `earlier`; nothing when it was
   * settled or discarded meanwhile. It lives on for longer than the lease.
   */
  keep(changeSet: string, note: string, earlier: string | undefined, leaseMs: number): Promise<void>
}

export interface ClaimedRecord {
  readonly changeSet: string
  /** What was recorded, notes included. Empty when the contents were lost, as by eviction: then nobody knows what has changed. */
  readonly identifiers: readonly string[]
  /** Why the contents can't be read, where they are there and can't. */
  readonly cause?: unknown
}

/** Whether a store keeps records as well. */
export function isChangeLog(store: TokenStore): store is TokenStore & ChangeLog {
  return ['record', 'renew', 'settle', 'discard', 'claim', 'keep'].every((verb) => verb in store)
}
