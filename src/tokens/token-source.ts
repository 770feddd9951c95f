import type { UncacheableReason } from '../events'
import type { TokenReading } from './token-store'

/** Tokens, or why nothing may be cached. */
export type SourceReading = TokenReading | { readonly unavailable: UncacheableReason; readonly cause?: unknown }

/** What the key generator reads from: it always answers, and at once with what is at hand. */
export interface TokenSource {
  read(identifiers: readonly string[]): SourceReading | Promise<SourceReading>
}
