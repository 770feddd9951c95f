import { RefusedError } from '../errors'
import type { TokenStore } from '../tokens/token-store'
import type { TokenSource } from '../tokens/token-source'
import type { Records } from './records'
import type { OpenChanges } from './open-changes'
import type { TokenDelivery } from './token-delivery'

/** Reads tokens from the store once nothing stands against it: no debt, no open transaction that everybody sees. */
export class GuardedTokenSource implements TokenSource {
  readonly #store: TokenStore
  readonly #tokens: TokenDelivery
  readonly #records: Records
  readonly #open: OpenChanges

  constructor(store: TokenStore, tokens: TokenDelivery, records: Records, open: OpenChanges) {
    this.#store = store
    this.#tokens = tokens
    this.#records = records
    this.#open = open
  }

  async read(identifiers: readonly string[]): ReturnType<TokenSource['read']> {
    this.#records.attend()
    if (this.#open.meets(identifiers)) return { unavailable: 'open-transaction' }
    if (this.#tokens.isOwing && !(await this.#tokens.settleOwed())) return because(this.#tokens.failure)
    try {
      const reading = await this.#store.read(identifiers)
      return reading.tokens.includes(undefined) ? { unavailable: 'pending' } : reading
    } catch (cause) {
      return because(cause)
    }
  }
}

function because(cause: unknown): { unavailable: 'refused' | 'unavailable'; cause: unknown } {
  return { unavailable: cause instanceof RefusedError ? 'refused' : 'unavailable', cause }
}
