import { randomBytes } from 'node:crypto'
import type { ChainableCommander, Redis, RedisOptions } from 'ioredis'
import { DEFAULTS, checkDuration, checkNamespace } from '../options'
import type { ChangeLog } from '../tokens/change-log'
import type { TokenReading, TokenStore } from '../tokens/token-store'
import { RedisConnection } from './redis-connection'
import { ensureTokens } from './scripts/ensure-tokens'
import { replaceEpoch } from './scripts/replace-epoch'

export interface RedisTokenStoreOptions {
  /** An ioredis client, which is duplicated and otherwise left alone, a URL, or ioredis options. */
  readonly redis: Redis | string | RedisOptions
  /** Separates applications in one Redis: 1 to 64 of `A-Z a-z 0-9 . _ -`. Default: `'alkey'`. */
  readonly namespace?: string | undefined
  /** The longest wait for one Redis command, and for a connection, in ms. Default: 500. */
  readonly deadlineMs?: number | undefined
  /** How long an unread token is kept, in ms. Default: 30 days. */
  readonly tokenTtlMs?: number | undefined
}

/** Keys in one UNLINK or MGET: Redis serves nobody else meanwhile, for about 0.2 ms. */
const CHUNK = 500
/** Keys in one script, which is slower for each. */
const SCRIPT_CHUNK = 200

/**
 * Keeps tokens and records in Redis, all under one hash tag:
 * `{namespace}:<identifier>` (a token), `{namespace}:epoch`, `{namespace}:changed:<id>` (a set, the record of a change set).
 */
export class RedisTokenStore implements TokenStore, ChangeLog {
  readonly #connection: RedisConnection
  readonly #prefix: string
  readonly #tokenTtlMs: number

  constructor(options: RedisTokenStoreOptions) {
    this.#prefix = `{${checkNamespace(options.namespace ?? DEFAULTS.namespace)}}:`
    this.#tokenTtlMs = checkDuration('tokenTtlMs', options.tokenTtlMs ?? DEFAULTS.tokenTtlMs)
    const deadlineMs = checkDuration('deadlineMs', options.deadlineMs ?? DEFAULTS.deadlineMs)
    this.#connection = new RedisConnection(options.redis, deadlineMs)
  }

  async read(identifiers: readonly string[]): Promise<TokenReading> {
    const keys = [`${this.#prefix}epoch`, ...this.#keys(identifiers)]
    const { value, runId } = await this.#connection.run('reading tokens', async (client) => {
      const [epoch, ...tokens] = await this.#readOrMake(client, keys)
      return { epoch, tokens }
    })
    // What is no token is the mark of a commit under way: nothing may be cached until it is gone.
    const tokens = value.tokens.map((token) => (token?.startsWith('T') ? token : undefined))
    return { generation: `${runId}.${value.epoch}`, tokens }
  }

  async bump(identifiers: readonly string[]): Promise<void> {
    await this.#pipeline('bumping tokens', (pipeline) => {
      this.#unlink(pipeline, identifiers)
    })
  }

  async flush(): Promise<void> {
    await this.#connection.run('a flush', (client) => replaceEpoch(client, [`${this.#prefix}epoch`], [nonce()]))
  }

  async record(changeSet: string, identifiers: readonly string[]): Promise<void> {
    const key = this.#recordKey(changeSet)
    await this.#pipeline('recording changes', (pipeline) => {
      for (const chunk of chunks(identifiers, CHUNK)) pipeline.sadd(key, ...chunk)
      // No sooner than the tokens that it names are gone by themselves.
      pipeline.pexpire(key, this.#tokenTtlMs)
    })
  }

  async settle(changeSet: string, identifiers: readonly string[]): Promise<void> {
    await this.#pipeline('bumping tokens', (pipeline) => {
      this.#unlink(pipeline, identifiers)
      pipeline.unlink(this.#recordKey(changeSet))
    })
  }

  async discard(changeSet: string): Promise<void> {
    await this.#connection.run('removing a record', (client) => client.unlink(this.#recordKey(changeSet)))
  }

  close(): Promise<void> {
    this.#connection.close()
    return Promise.resolve()
  }

  /** One trip when all tokens are there, a second one for those that are not. */
  async #readOrMake(client: Redis, keys: readonly string[]): Promise<(string | null)[]> {
    const values = await readAll(client, keys)
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

  /** Sends commands together; a command that fails alone fails them all. */
  async #pipeline(what: string, fill: (pipeline: ChainableCommander) => void): Promise<void> {
    await this.#connection.run(what, async (client) => {
      const pipeline = client.pipeline()
      fill(pipeline)
      for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error
    })
  }

  #unlink(pipeline: ChainableCommander, identifiers: readonly string[]): void {
    for (const chunk of chunks(identifiers, CHUNK)) pipeline.unlink(...this.#keys(chunk))
  }

  #keys(identifiers: readonly string[]): string[] {
    return identifiers.map((identifier) => this.#prefix + identifier)
  }

  #recordKey(changeSet: string): string {
    return `${this.#prefix}changed:${changeSet}`
  }
}

async function readAll(client: Redis, keys: readonly string[]): Promise<(string | null)[]> {
  if (keys.length <= CHUNK) return client.mget([...keys])
  return (await Promise.all(chunks(keys, CHUNK).map((chunk) => client.mget(chunk)))).flat()
}

function nonce(): string {
  return randomBytes(9).toString('base64url')
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}
