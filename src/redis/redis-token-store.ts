import type { Redis, RedisOptions } from 'ioredis'
import { SCOPES } from '../identifiers/identifier'
import { DEFAULTS, checkDuration, checkNamespace, checkNearCache } from '../options'
import type { AlkeyError } from '../errors'
import type { ReportsAvailability, ReportsFailures, ReportsState, StoreState } from '../tokens/availability'
import type { ChangeLog, ClaimedRecord } from '../tokens/change-log'
import type { HoldsNearTokens, NearReads } from '../tokens/near-tokens'
import type { NearCacheOptions, TokenReading, TokenStore } from '../tokens/token-store'
import type { ListedWriter, WriterList, WritersReading } from '../tokens/writer-list'
import type { HoldsLocks, LoadLocks } from '../values/load-locks'
import type { HoldsValues, ValueStore } from '../values/value-store'
import { NearCache } from './near-cache'
import { nonce } from './nonce'
import { RedisChangeLog } from './redis-change-log'
import { RedisConnection } from './redis-connection'
import { RedisLoadLocks } from './redis-load-locks'
import { RedisValueStore } from './redis-value-store'
import { RedisWriterList } from './redis-writer-list'
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
  /** Keeps tokens in this process, too; see the option of `Alkey`. Default: none. */
  readonly nearCache?: NearCacheOptions | undefined
}

/**
 * Keeps tokens and records in Redis, all under one hash tag:
 * `{namespace}:<identifier>` (a token), `{namespace}:epoch`, the records of its change log, and its list of writers.
 */
export class RedisTokenStore
  implements
    TokenStore,
    ChangeLog,
    WriterList,
    ReportsAvailability,
    ReportsFailures,
    ReportsState,
    HoldsValues,
    HoldsLocks,
    HoldsNearTokens
{
  /** Cached values, on the same connection. */
  readonly values: ValueStore
  /** Locks of loads between processes, on the same connection. */
  readonly locks: LoadLocks
  /** Tokens that are kept in this process. `read` itself always asks Redis. */
  readonly near: NearReads | undefined
  readonly #near: NearCache | undefined
  readonly #connection: RedisConnection
  readonly #log: RedisChangeLog
  readonly #writers: RedisWriterList
  readonly #reads: TokenReads
  readonly #prefix: string

  constructor(options: RedisTokenStoreOptions) {
    const namespace = checkNamespace(options.namespace ?? DEFAULTS.namespace)
    this.#prefix = `{${namespace}}:`
    const tokenTtlMs = checkDuration('tokenTtlMs', options.tokenTtlMs ?? DEFAULTS.tokenTtlMs)
    const deadlineMs = checkDuration('deadlineMs', options.deadlineMs ?? DEFAULTS.deadlineMs)
    this.#connection = new RedisConnection(options.redis, deadlineMs)
    this.#reads = new TokenReads(this.#connection, this.#prefix, tokenTtlMs)
    this.#writers = new RedisWriterList(this.#connection, this.#prefix)
    this.#log = new RedisChangeLog(this.#connection, this.#writers, this.#prefix, tokenTtlMs)
    if (options.nearCache !== undefined) {
      const own = { deadlineMs, prefix: this.#prefix, ...checkNearCache(options.nearCache) }
      this.near = this.#near = new NearCache(options.redis, this.#connection, own)
    }
    this.values = new RedisValueStore(this.#connection, namespace)
    this.locks = new RedisLoadLocks(this.#connection, namespace)
  }

  read(identifiers: readonly string[]): Promise<TokenReading> {
    const read = (): Promise<TokenReading> => this.#reads.read(identifiers)
    return this.#near ? this.#near.readThrough(identifiers, read) : read()
  }

  async bump(identifiers: readonly string[], writer?: ListedWriter): Promise<void> {
    if (identifiers.length === 0) return
    const keys = identifiers.map((identifier) => this.#prefix + identifier)
    const bump = this.#connection.write('bumping tokens', (client) =>
      Promise.all([unlinkAll(client, keys), writer !== undefined && this.#writers.list(client, writer)]),
    )
    const isListChanged = bump.then(({ value }) => value[1])
    await this.#changing(isListChanged, (near) => {
      near.forget(identifiers)
    })
  }

  async flush(): Promise<void> {
    const keys = [`${this.#prefix}epoch`]
    const flush = this.#connection.write('a flush', (client) => replaceEpoch(client, keys, [nonce()]))
    const isListChanged = flush.then(() => false)
    await this.#changing(isListChanged, (near) => {
      near.clear()
    })
  }

  record(changeSet: string, identifiers: readonly string[], leaseMs: number): Promise<void> {
    return this.#log.record(changeSet, identifiers, leaseMs)
  }

  renew(changeSets: readonly string[], leaseMs: number): Promise<readonly string[]> {
    return this.#log.renew(changeSets, leaseMs)
  }

  settle(changeSet: string, identifiers: readonly string[], writer?: ListedWriter): Promise<void> {
    return this.#changing(this.#log.settle(changeSet, identifiers, writer), (near) => {
      near.forget(identifiers)
    })
  }

  discard(changeSets: readonly string[]): Promise<void> {
    return this.#log.discard(changeSets)
  }

  claim(leaseMs: number, writer?: ListedWriter): Promise<readonly ClaimedRecord[]> {
    return this.#log.claim(leaseMs, writer)
  }

  leave(writer: ListedWriter): Promise<void> {
    return this.#writers.leave(writer)
  }

  writers(): Promise<WritersReading> {
    return this.#writers.read()
  }

  keep(...args: Parameters<ChangeLog['keep']>): Promise<void> {
    return this.#log.keep(...args)
  }

  onAvailability(listener: (isAvailable: boolean, cause?: unknown) => void): () => void {
    return this.#connection.availability.listen(listener)
  }

  get state(): StoreState {
    return this.#connection.availability.state
  }

  onFailure(listener: (error: AlkeyError) => void): () => void {
    return this.#connection.failures.listen(listener)
  }

  close(): Promise<void> {
    this.#near?.close()
    this.#connection.close()
    return Promise.resolve()
  }

  /** What this process has changed it must not read any more once its call returns, also where the answer was lost. */
  async #changing(isListChanged: Promise<boolean>, tell: (near: NearCache) => void): Promise<void> {
    let forgetsList = true
    try {
      forgetsList = await isListChanged
    } finally {
      if (this.#near) {
        tell(this.#near)
        if (forgetsList) this.#near.forget([SCOPES])
      }
    }
  }
}
