import { RefusedError } from '../errors'
import type { NearReads } from '../tokens/near-tokens'
import type { TokenReading, TokenStore } from '../tokens/token-store'
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
  /** What was made of what the store has promised: who asks together may have the same promise. */
  readonly #checked = new WeakMap<Promise<TokenReading>, Promise<SourceReading>>()

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
    if (near) return near
    return this.#tokens.isOwing ? this.#settleAndRead(identifiers) : this.#readStore(identifiers)
  }

  async #settleAndRead(identifiers: readonly string[]): Promise<SourceReading> {
    return (await this.#tokens.settleOwed()) ? this.#readStore(identifiers) : because(this.#tokens.failure)
  }

  #readStore(identifiers: readonly string[]): SourceReading | Promise<SourceReading> {
    let reading: Promise<TokenReading>
    try {
      // A store of somebody else's may throw, or have its answer at hand.
      reading = Promise.resolve(this.#store.read(identifiers))
    } catch (cause) {
      return because(cause)
    }
    let checked = this.#checked.get(reading)
    if (!checked) this.#checked.set(reading, (checked = reading.then(checkedReading, because)))
    return checked
  }
}

function checkedReading(reading: TokenReading): SourceReading {
  return reading.tokens.includes(undefined) ? { unavailable: 'pending' } : reading
}

function because(cause: unknown): SourceReading {
  return { unavailable: cause instanceof RefusedError ? 'refused' : 'unavailable', cause }
}
