import type { Redis, RedisOptions } from 'ioredis'
import { type NearReads, NearTokens } from '../tokens/near-tokens'
import type { TokenReading } from '../tokens/token-store'
import type { RedisConnection } from './redis-connection'
import { type TokenNews, TokenTracking } from './token-tracking'

export interface NearCacheSettings {
  readonly maxStalenessMs: number
  readonly maxEntries: number
  readonly deadlineMs: number
  /** Of all keys of the store. */
  readonly prefix: string
}

/** How all identifiers begin, so that records and their leases are not told of. */
const IDENTIFIERS = 'alkey:'

/** Tokens that are kept in this process as long as Redis tells when they change. */
export class NearCache implements NearReads, TokenNews {
  readonly #tokens: NearTokens
  readonly #tracking: TokenTracking
  readonly #epochKey: string
  /** How long is what stands before an identifier. */
  readonly #lead: number

  constructor(redis: Redis | string | RedisOptions, connection: RedisConnection, settings: NearCacheSettings) {
    const { maxEntries, prefix } = settings
    const prefixes = [`${prefix}${IDENTIFIERS}`, `${prefix}epoch`]
    this.#tokens = new NearTokens(maxEntries, isTold)
    this.#tracking = new TokenTracking(redis, connection, { ...settings, prefixes }, this)
    this.#epochKey = `${this.#tracking.keyPrefix}${prefix}epoch`
    this.#lead = this.#tracking.keyPrefix.length + prefix.length
  }

  find(identifiers: readonly string[]): TokenReading | undefined {
    return this.#tracking.isProven() ? this.#tokens.find(identifiers) : undefined
  }

  /** Reads tokens from Redis, and keeps those whose changes Redis reports. */
  readThrough(identifiers: readonly string[], read: () => Promise<TokenReading>): Promise<TokenReading> {
    const { identity } = this.#tracking
    // This one does not report the changes of another server.
    const isOurs = ({ generation }: TokenReading): boolean => generation.startsWith(`${identity}.`)
    return this.#tokens.readThrough(identifiers, read, isOurs)
  }

  begin(): void {
    this.#tokens.begin()
  }

  changed(keys: readonly string[]): void {
    if (keys.includes(this.#epochKey)) this.#tokens.clear()
    else this.forget(keys.map((key) => key.slice(this.#lead)))
  }

  forget(identifiers: readonly string[]): void {
    this.#tokens.forget(identifiers)
  }

  clear(): void {
    this.#tokens.clear()
  }

  end(): void {
    this.#tokens.end()
  }

  close(): void {
    this.#tracking.close()
  }
}

/** Whether Redis reports changes of it under this very name: lone surrogates all become the same bytes. */
function isTold(identifier: string): boolean {
  return identifier.startsWith(IDENTIFIERS) && identifier.isWellFormed()
}
