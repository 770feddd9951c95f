import type { UncacheableReason } from '../events'
import type { TokenReading } from './token-store'

/** What the key generator reads from: it always answers, if only with the reason why nothing may be cached. */
export interface TokenSource {
  read(
    identifiers: readonly string[],
  ): Promise<TokenReading | { readonly unavailable: UncacheableReason; readonly cause?: unknown }>
}
