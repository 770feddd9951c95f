import type { TokenStore } from './token-store'

/** What a token store may also do: tell when it can't be reached, and when it can be again. */
export interface ReportsAvailability {
  /** Calls `listener` at each change, with the reason when it is for the worse. @returns a function that ends it */
  onAvailability(listener: (isAvailable: boolean, cause?: unknown) => void): () => void
}

export function reportsAvailability(store: TokenStore): store is TokenStore & ReportsAvailability {
  return 'onAvailability' in store
}
