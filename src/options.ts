import type { Redis, RedisOptions } from 'ioredis'
import { InvalidOptionError, show } from './errors'
import type { TokenStore } from './tokens/token-store'

/** What `new Alkey` takes: `redis` or `store`, and whatever should differ from the defaults. */
export interface AlkeyOptions {
  /**
   * Where tokens live: an ioredis client, which is duplicated and otherwise left alone, a URL, or ioredis options.
   * One of `redis` and `store` is needed.
   */
  readonly redis?: Redis | string | RedisOptions | undefined
  /** A token store instead of Redis. */
  readonly store?: TokenStore | undefined
  /**
   * Separates applications, DataSources and tenants in one Redis: 1 to 64 of `A-Z a-z 0-9 . _ -`.
   * Default: `'alkey'`.
   */
  readonly namespace?: string | undefined
  /** The longest wait for one Redis command, and for a connection, in ms. Default: 500. */
  readonly deadlineMs?: number | undefined
  /**
   * After how long a writer's record is repaired when the writer has fallen silent, in ms; at most half of it later.
   * At least 100. Default: 30,000.
   */
  readonly leaseMs?: number | undefined
  /**
   * What becomes of a write while its changes can't be recorded: `'degrade'` lets it go on, `'reject'` refuses it before
   * its COMMIT, or before the statement is sent. Default: `'degrade'`.
   */
  readonly onUnavailable?: 'degrade' | 'reject' | undefined
  /** How long an unread token is kept in Redis, in ms; losing one costs a miss. Default: 30 days. */
  readonly tokenTtlMs?: number | undefined
  /**
   * Whether a change of a row also changes the rows that it belongs to, by many-to-one and owning one-to-one
   * relations. Default: true.
   */
  readonly touch?: boolean | undefined
  /**
   * Stands in for the fingerprint of entities' columns in keys. Set it, and change it with your entities, where a
   * service without the entities must make the same keys. Default: the fingerprint.
   */
  readonly schemaVersion?: string | undefined
}

export interface ResolvedOptions {
  readonly redis: Redis | string | RedisOptions | undefined
  readonly store: TokenStore | undefined
  readonly namespace: string
  readonly deadlineMs: number
  readonly leaseMs: number
  readonly onUnavailable: 'degrade' | 'reject'
  readonly tokenTtlMs: number
  readonly touch: boolean
  readonly schemaVersion: string | undefined
}

const DAY_MS = 24 * 60 * 60 * 1000

export const DEFAULTS = {
  namespace: 'alkey',
  deadlineMs: 500,
  leaseMs: 30_000,
  onUnavailable: 'degrade',
  tokenTtlMs: 30 * DAY_MS,
  touch: true,
  closeDeadlineMs: 5_000,
} as const

const known = [
  'redis',
  'store',
  'namespace',
  'deadlineMs',
  'leaseMs',
  'onUnavailable',
  'tokenTtlMs',
  'touch',
  'schemaVersion',
]

/** Checks options and fills in the defaults, once. */
export function resolveOptions(options: AlkeyOptions): ResolvedOptions {
  if (typeof options !== 'object' || (options as unknown) === null) {
    throw new InvalidOptionError(`new Alkey() takes an object of options, not ${show(options)}.`)
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new InvalidOptionError(`Alkey has no option '${name}'. The options are ${known.join(', ')}.`)
    }
  }
  if ((options.redis === undefined) === (options.store === undefined)) {
    throw new InvalidOptionError("Give one of the options 'redis' and 'store': where tokens live.")
  }
  return {
    redis: options.redis,
    store: options.store === undefined ? undefined : checkStore(options.store),
    namespace: checkNamespace(options.namespace ?? DEFAULTS.namespace),
    deadlineMs: checkDuration('deadlineMs', options.deadlineMs ?? DEFAULTS.deadlineMs),
    leaseMs: checkDuration('leaseMs', options.leaseMs ?? DEFAULTS.leaseMs, 100),
    onUnavailable: checkOnUnavailable(options.onUnavailable ?? DEFAULTS.onUnavailable),
    tokenTtlMs: checkDuration('tokenTtlMs', options.tokenTtlMs ?? DEFAULTS.tokenTtlMs),
    touch: checkBoolean('touch', options.touch ?? DEFAULTS.touch),
    schemaVersion: checkSchemaVersion(options.schemaVersion),
  }
}

export function checkNamespace(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(value)) return value
  throw new InvalidOptionError(`namespace must be 1 to 64 of A-Z a-z 0-9 . _ -, not ${show(value)}.`)
}

/** Node's timers take no longer delay than this. */
const MAX_TIMER_MS = 2 ** 31 - 1

export function checkDuration(name: string, value: unknown, least = 1): number {
  const most = name === 'tokenTtlMs' ? 100 * 365 * DAY_MS : MAX_TIMER_MS
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value
  throw new InvalidOptionError(
    `${name} must be a whole number of milliseconds from ${least} to ${most}, not ${show(value)}.`,
  )
}

function checkBoolean(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new InvalidOptionError(`${name} must be true or false, not ${show(value)}.`)
}

function checkOnUnavailable(value: unknown): 'degrade' | 'reject' {
  if (value === 'degrade' || value === 'reject') return value
  throw new InvalidOptionError(`onUnavailable must be 'degrade' or 'reject', not ${show(value)}.`)
}

function checkSchemaVersion(value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new InvalidOptionError(`schemaVersion must be a non-empty string, not ${show(value)}.`)
}

function checkStore(value: TokenStore): TokenStore {
  for (const verb of ['read', 'bump', 'flush', 'close'] as const) {
    if (typeof (value as Partial<TokenStore> | null)?.[verb] !== 'function') {
      throw new InvalidOptionError(
        `store must be a token store with read, bump, flush and close; ${show(value)} has no ${verb}().`,
      )
    }
  }
  return value
}
