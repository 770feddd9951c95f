import { randomBytes } from 'node:crypto'
import type { Redis, RedisOptions } from 'ioredis'
import { DEFAULTS, checkDuration, checkNamespace } from '../options'
import type { AlkeyError } from '../errors'
import type { ReportsAvailability, ReportsFailures } from '../tokens/availability'
import type { ChangeLog, ClaimedRecord } from '../tokens/change-log'
import type { TokenReading, TokenStore } from '../tokens/token-store'
import type { HoldsLocks, LoadLocks } from '../values/load-locks'
import type { HoldsValues, ValueStore } from '../values/value-store'
import { CHUNK, chunks } from './chunks'
import { pipelined, unlinkAll } from './pipeline'
import { RedisChangeLog } from './redis-change-log'
import { RedisConnection } from './redis-connection'
import { RedisLoadLocks } from './redis-load-locks'
import { RedisValueStore } from './redis-value-store'
import { ensureTokens } from './scripts/ensure-tokens'
import { replaceEpoch } from './scripts/replace-epoch'

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

/** Keys in one script, which is slower for each. */
const SCRIPT_CHUNK = 200

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
  readonly #prefix: string
  readonly #tokenTtlMs: number

  constructor(options: RedisTokenStoreOptions) {
    const namespace = checkNamespace(options.namespace ?? DEFAULTS.namespace)
    this.#prefix = `{${namespace}}:`
    this.#tokenTtlMs = checkDuration('tokenTtlMs', options.tokenTtlMs ?? DEFAULTS.tokenTtlMs)
    const deadlineMs = checkDuration('deadlineMs', options.deadlineMs ?? DEFAULTS.deadlineMs)
    this.#connection = new RedisConnection(options.redis, deadlineMs)
    this.#log = new RedisChangeLog(this.#connection, this.#prefix, this.#tokenTtlMs)
    this.values = new RedisValueStore(this.#connection, namespace)
    this.locks = new RedisLoadLocks(this.#connection, namespace)
  }

  async read(identifiers: readonly string[]): Promise<TokenReading> {
    const keys = [`${this.#prefix}epoch`, ...this.#keys(identifiers)]
    const { value, identity } = await this.#connection.run('reading tokens', async (client) => {
      const [epoch, ...tokens] = await this.#readOrMake(client, keys)
      return { epoch, tokens }
    })
    // What is no token is the mark of a commit under way: nothing may be cached until it is gone.
    const tokens = value.tokens.map((token) => (token?.startsWith('T') ? token : undefined))
    return { generation: `${identity}.${value.epoch}`, tokens }
  }

  async bump(identifiers: readonly string[]): Promise<void> {
    await this.#connection.write('bumping tokens', (client) =>
      pipelined(client, (pipeline) => {
        unlinkAll(pipeline, this.#keys(identifiers))
      }),
    )
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

  /** One trip when all tokens are there, a second one for those that are not. */
  async #readOrMake(client: Redis, keys: readonly string[]): Promise<(string | null)[]> {
    const values = await readInChunks(client, keys)
    if (!values.includes(null)) return values
    const missing = values.flatMap((value, i) => (value === null ? [i] : []))
    // The epoch comes first and never expires: that it is gone tells that Redis was emptied.
    const groups = missing[0] === 0 ? [[0], ...chunks(missing.slice(1), SCRIPT_CHUNK)] : chunks(missing, SCRIPT_CHUNK)
    await Promise.all(
      groups.map(async (group) => {
        const ttlMs = group[0] === 0 ? 0 : this.#tokenTtlMs
        const made = (await ensureTokens(
          client,
          group.map((i) => keys[i] as string),
          [nonce(), ttlMs],
        )) as string[]
        for (const [at, i] of group.entries()) values[i] = made[at] ?? null
      }),
    )
    return values
  }

  #keys(identifiers: readonly string[]): string[] {
    return identifiers.map((identifier) => this.#prefix + identifier)
  }
}

async function readInChunks(client: Redis, keys: readonly string[]): Promise<(string | null)[]> {
  if (keys.length <= CHUNK) return client.mget([...keys])
  return (await Promise.all(chunks(keys, CHUNK).map((chunk) => client.mget(chunk)))).flat()
}

function nonce(): string {
  return randomBytes(9).toString('base64url')
}
