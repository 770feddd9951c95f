import type { ChangeLedger } from '../changes/change-ledger'
import { type StoreState, reportsAvailability, reportsState } from '../tokens/availability'
import type { TokenStore } from '../tokens/token-store'

/** What `alkey.status()` returns. */
export interface AlkeyStatus {
  /**
   * Whether Redis can be used: `'idle'` before it is first needed. Of a store of your own: `'ready'`, unless it has reported
   * that it is unavailable.
   */
  readonly redis: 'ready' | 'unavailable' | 'idle'
  /** Whether a DataSource is attached. */
  readonly attached: boolean
  /** How many changed identifiers, and tags of cache handlers, are not delivered yet: others may find old values until then. */
  readonly owed: number
  /** How many records this process keeps of writes that have not settled yet. */
  readonly openRecords: number
  /** Since when `redis` is so. */
  readonly since: Date
}

export function statusTeller(store: TokenStore, ledger: ChangeLedger, isAttached: () => boolean): () => AlkeyStatus {
  const state = stateTeller(store)
  return () => ({
    ...state(),
    attached: isAttached(),
    owed: ledger.delivery.owed.length,
    openRecords: ledger.records.open,
  })
}

function stateTeller(store: TokenStore): () => StoreState {
  if (reportsState(store)) return () => store.state
  let state: StoreState = { redis: 'ready', since: new Date() }
  if (reportsAvailability(store))
    store.onAvailability((isAvailable) => {
      state = { redis: isAvailable ? 'ready' : 'unavailable', since: new Date() }
    })
  return () => state
}
