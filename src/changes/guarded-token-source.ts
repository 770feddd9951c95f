import { RefusedError, show } from '../errors'
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

  async #readStore(identifiers: readonly string[]): Promise<SourceReading> {
    try {
      return checked(await this.#store.read(identifiers), identifiers.length)
    } catch (cause) {
      return because(cause)
    }
  }
}

/** @throws Error when an answer is malformed, as that of a store from outside of this package may be */
function checked(reading: TokenReading, count: number): SourceReading {
  const { generation, tokens } = reading
  if (typeof (generation as unknown) !== 'string' || tokens.length !== count)
    throw new Error(`The token store has answered ${show(reading)}, and no generation with ${count} tokens.`)
  for (const token of tokens as readonly unknown[]) {
    if (token === undefined) return { unavailable: 'pending' }
    if (typeof token !== 'string')
      throw new Error(`The token store has answered with ${show(token)} in place of a token.`)
  }
  return reading
}

function because(cause: unknown): SourceReading {
  return { unavailable: cause instanceof RefusedError ? 'refused' : 'unavailable', cause }
}
