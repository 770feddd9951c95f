/** Optional for a token store: locks, so that one process at a time loads a value. A lost lock costs only a second load. */
export interface LoadLocks {
  /**
   * Takes the lock of a key for `leaseMs`. `'mine'`: the caller has it now. `'taken'`: another owner has it. `'open'`: its
   * last owner could not store the value, so waiting is useless.
   */
  acquire(key: string, owner: string, leaseMs: number): Promise<'mine' | 'taken' | 'open'>
  /** Gives the lock back. @param isOpen whether `acquire` then answers `'open'` for a moment */
  release(key: string, owner: string, isOpen: boolean): Promise<void>
}

/** A token store that also has locks, on the same connection. */
export interface HoldsLocks {
  readonly locks: LoadLocks
}

export function holdsLocks(store: object): store is HoldsLocks {
  return 'locks' in store
}
