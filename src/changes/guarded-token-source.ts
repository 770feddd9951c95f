import { RefusedError } from '../errors'
import type { NearReads } from '../tokens/near-tokens'
import type { TokenStore } from '../tokens/token-store'
import type { SourceReading, TokenSource } from '../tokens/token-source'
import type { Records } from './records'
import type { OpenChanges } from './open-changes'
import type { TokenDelivery } from './token-delivery'

/** Reads tokens from the store once nothing stands against it: no debt, no open transaction that everybody sees. */
export class GuardedTokenSource implements TokenSource {
  readonly #store: TokenStore
  readonly #tokens: TokenDelivery
  readonly #records: Records
  readonly #open: OpenChanges
  readonly #near: NearReads | undefined

  /** @param near what the store keeps in this process; without it, all is read from the store */
  constructor(store: TokenStore, tokens: TokenDelivery, records: Records, open: OpenChanges, near?: NearReads) {
    this.#store = store
    this.#tokens = tokens
    this.#records = records
    this.#open = open
    this.#near = near
  }

  read(identifiers: readonly string[]): SourceReading | Promise<SourceReading> {
    this.#records.attend()
    if (this.#open.meets(identifiers)) return { unavailable: 'open-transaction' }
    const near = this.#tokens.isOwing ? undefined : this.#near?.find(identifiers)
    return near ?? this.#readStore(identifiers)
  }

  async #readStore(identifiers: readonly string[]): Promise<SourceReading> {
    if (this.#tokens.isOwing && !(await this.#tokens.settleOwed())) return because(this.#tokens.failure)
    try {
      const reading = await this.#store.read(identifiers)
      return reading.tokens.includes(undefined) ? { unavailable: 'pending' } : reading
    } catch (cause) {
      return because(cause)
    }
  }
}

function because(cause: unknown): SourceReading {
  return { unavailable: cause instanceof RefusedError ? 'refused' : 'unavailable', cause }
}
