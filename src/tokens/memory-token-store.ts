import { randomBytes } from 'node:crypto'
import { ClosedError, InvalidOptionError, show } from '../errors'
import type { TokenReading, TokenStore } from './token-store'

/** Options of `MemoryTokenStore`. */
export interface MemoryTokenStoreOptions {
  /**
   * The most tokens kept. Beyond that, the oldest are dropped, which costs a miss when they are read again.
   * Default: 1,000,000.
   */
  readonly maxTokens?: number | undefined
}

/** A token store in this process's memory: for tests, and for applications that run as one process. */
export class MemoryTokenStore implements TokenStore {
  readonly #tokens = new Map<string, string>()
  readonly #maxTokens: number
  /** Sets this store's tokens apart from those of every other store and process. */
  #origin: string | undefined
  #count = 0
  #epoch = 0
  #closed = false

  /** @throws InvalidOptionError */
  constructor(options: MemoryTokenStoreOptions = {}) {
    this.#maxTokens = options.maxTokens ?? 1_000_000
    if (!Number.isSafeInteger(this.#maxTokens) || this.#maxTokens < 1) {
      throw new InvalidOptionError(`maxTokens must be a positive whole number, not ${show(options.maxTokens)}.`)
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- so that what it throws becomes a rejection
  async read(identifiers: readonly string[]): Promise<TokenReading> {
    this.#refuseWhenClosed()
    return {
      generation: `${this.#ownOrigin}.${this.#epoch}`,
      tokens: identifiers.map((identifier) => this.#tokens.get(identifier) ?? this.#create(identifier)),
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async bump(identifiers: readonly string[]): Promise<void> {
    this.#refuseWhenClosed()
    for (const identifier of identifiers) this.#tokens.delete(identifier)
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async flush(): Promise<void> {
    this.#refuseWhenClosed()
    this.#epoch++
    this.#tokens.clear()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#tokens.clear()
    await Promise.resolve()
  }

  #create(identifier: string): string {
    const [oldest] = this.#tokens.keys()
    if (oldest !== undefined && this.#tokens.size >= this.#maxTokens) this.#tokens.delete(oldest)
    const token = `T${this.#ownOrigin}.${++this.#count}`
    this.#tokens.set(identifier, token)
    return token
  }

  get #ownOrigin(): string {
    return (this.#origin ??= randomBytes(12).toString('base64url'))
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new ClosedError('This MemoryTokenStore was closed. Make a new one.')
  }
}
