/** What a token store may also do: let one process at a time load a value. Losing a lock costs a load, nothing else. */
export interface LoadLocks {
  /**
   * Takes the lock of a key for `leaseMs`. `'mine'`: the caller has it. `'taken'`: somebody else has. `'open'`: whoever
   * had it last could not store what it loaded, so that it is no use to wait.
   */
  acquire(key: string, owner: string, leaseMs: number): Promise<'mine' | 'taken' | 'open'>
  /** Gives it back. @param isOpen leaves it open for a moment */
  release(key: string, owner: string, isOpen: boolean): Promise<void>
}

/** A token store with locks, on the same connection. */
export interface HoldsLocks {
  readonly locks: LoadLocks
}

export function holdsLocks(store: object): store is HoldsLocks {
  return 'locks' in store
}
