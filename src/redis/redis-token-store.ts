import type { Redis, RedisOptions } from 'ioredis'
import { DEFAULTS, checkDuration, checkNamespace } from '../options'
import type { AlkeyError } from '../errors'
import type { ReportsAvailability, ReportsFailures } from '../tokens/availability'
import type { ChangeLog, ClaimedRecord } from '../tokens/change-log'
import type { TokenReading, TokenStore } from '../tokens/token-store'
import type { HoldsLocks, LoadLocks } from '../values/load-locks'
import type { HoldsValues, ValueStore } from '../values/value-store'
import { nonce } from './nonce'
import { RedisChangeLog } from './redis-change-log'
import { RedisConnection } from './redis-connection'
import { RedisLoadLocks } from './redis-load-locks'
import { RedisValueStore } from './redis-value-store'
import { replaceEpoch } from './scripts/replace-epoch'
import { TokenReads } from './token-reads'
import { unlinkAll } from './unlink-all'

export interface RedisTokenStoreOptions {
  /** An ioredis client, which is duplicated and otherwise left alone, a URL, or ioredis options. */
  readonly redis: Redis | string | RedisOptions
  /** Separates applications in one Redis: 1 to 64 of `A-Z a-z 0-9 . _ -`. Default: `'alkey'`. */
  readonly namespace?: string | undefined
  /** The longest wait for one Redis command, and for a connection, in ms. Default: 500. */
  readonly deadlineMs?: number | undefined
  /** How long a token is kept, read or not, in ms. Default: 30 days. */
  readonly tokenTtlMs?: number | undefined
}

/**
 * Keeps tokens and records in Redis, all under one hash tag:
 * `{namespace}:<identifier>` (a token), `{namespace}:epoch`, and the records of its change log.
 */
export class RedisTokenStore
  implements TokenStore, ChangeLog, ReportsAvailability, ReportsFailures, HoldsValues, HoldsLocks
{
  /** Cached values, on the same connection. */
  readonly values: ValueStore
  /** Locks of loads between processes, on the same connection. */
  readonly locks: LoadLocks
  readonly #connection: RedisConnection
  readonly #log: ChangeLog
  readonly #reads: TokenReads
  readonly #prefix: string

  constructor(options: RedisTokenStoreOptions) {
    const namespace = checkNamespace(options.namespace ?? DEFAULTS.namespace)
    this.#prefix = `{${namespace}}:`
    const tokenTtlMs = checkDuration('tokenTtlMs', options.tokenTtlMs ?? DEFAULTS.tokenTtlMs)
    const deadlineMs = checkDuration('deadlineMs', options.deadlineMs ?? DEFAULTS.deadlineMs)
    this.#connection = new RedisConnection(options.redis, deadlineMs)
    this.#reads = new TokenReads(this.#connection, this.#prefix, tokenTtlMs)
    this.#log = new RedisChangeLog(this.#connection, this.#prefix, tokenTtlMs)
    this.values = new RedisValueStore(this.#connection, namespace)
    this.locks = new RedisLoadLocks(this.#connection, namespace)
  }

  read(identifiers: readonly string[]): Promise<TokenReading> {
    return this.#reads.read(identifiers)
  }

  async bump(identifiers: readonly string[]): Promise<void> {
    const keys = identifiers.map((identifier) => this.#prefix + identifier)
    if (keys.length > 0) await this.#connection.write('bumping tokens', (client) => unlinkAll(client, keys))
  }

  async flush(): Promise<void> {
    await this.#connection.write('a flush', (client) => replaceEpoch(client, [`${this.#prefix}epoch`], [nonce()]))
  }

  record(changeSet: string, identifiers: readonly string[], leaseMs: number): Promise<void> {
    return this.#log.record(changeSet, identifiers, leaseMs)
  }

  renew(changeSets: readonly string[], leaseMs: number): Promise<readonly string[]> {
    return this.#log.renew(changeSets, leaseMs)
  }

  settle(changeSet: string, identifiers: readonly string[]): Promise<void> {
    return this.#log.settle(changeSet, identifiers)
  }

  discard(changeSets: readonly string[]): Promise<void> {
    return this.#log.discard(changeSets)
  }

  claim(leaseMs: number): Promise<readonly ClaimedRecord[]> {
    return this.#log.claim(leaseMs)
  }

  keep(...args: Parameters<ChangeLog['keep']>): Promise<void> {
    return this.#log.keep(...args)
  }

  onAvailability(listener: (isAvailable: boolean, cause?: unknown) => void): () => void {
    return this.#connection.availability.listen(listener)
  }

  onFailure(listener: (error: AlkeyError) => void): () => void {
    return this.#connection.failures.listen(listener)
  }

  close(): Promise<void> {
    this.#connection.close()
    return Promise.resolve()
  }
}
