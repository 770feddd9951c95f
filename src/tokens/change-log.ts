import type { TokenStore } from './token-store'

/**
 * Optional for a token store: keeps a record of each change set before its tokens are replaced. If the writer dies, another
 * process replaces them. A record has a lease, measured by the store's clock, that its writer renews.
 */
export interface ChangeLog {
  /**
   * Adds `identifiers` to the record of a change set, and leases it for `leaseMs` from now. Some of them are notes and begin
   * with `~`; a store treats them like any other text.
   */
  record(changeSet: string, identifiers: readonly string[], leaseMs: number): Promise<void>
  /** Leases records for `leaseMs` from now. @returns those that no longer exist or lost their contents; these are not renewed */
  renew(changeSets: readonly string[], leaseMs: number): Promise<readonly string[]>
  /** Replaces the tokens of `identifiers`, and removes the record together with the last of them. */
  settle(changeSet: string, identifiers: readonly string[]): Promise<void>
  /** Removes records without replacing tokens. */
  discard(changeSets: readonly string[]): Promise<void>
  /**
   * Some records whose lease has ended. Each is leased to the caller for `leaseMs`, so that only one process repairs it. If
   * that process dies, another can claim the record.
   */
  claim(leaseMs: number): Promise<readonly ClaimedRecord[]>
  /**
   * Leases a claimed record for `leaseMs` from now and adds `note` to it, in place of the note `earlier`. Does nothing if the
   * record was settled or discarded meanwhile. A record must outlive its lease.
   */
  keep(changeSet: string, note: string, earlier: string | undefined, leaseMs: number): Promise<void>
}

/** A record whose writer let the lease end. */
export interface ClaimedRecord {
  readonly changeSet: string
  /** What was recorded, with the notes. Empty if the contents were lost, for example by eviction: then every key changes. */
  readonly identifiers: readonly string[]
  /** Why the contents can't be read; `undefined` if they can be, or were lost. */
  readonly cause?: unknown
}

/** Whether a store keeps records as well. */
export function isChangeLog(store: TokenStore): store is TokenStore & ChangeLog {
  return ['record', 'renew', 'settle', 'discard', 'claim', 'keep'].every((verb) => verb in store)
}
