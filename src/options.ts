import type { Redis, RedisOptions } from 'ioredis'
import type { EntityManager } from 'typeorm'
import {
  type IgnoreRules,
  type ResolvedTouch,
  type ScopeRules,
  type TouchRules,
  type UntypedEntities,
  resolveIgnore,
  resolveScopes,
  resolveTouch,
} from './entity-rules'
import {
  DAY_MS,
  checkAliases,
  checkCarriesManager,
  checkMethods,
  checkDuration,
  checkLocalValues,
  checkLogger,
  checkNamespace,
  checkNearCache,
  checkOneOf,
  checkPlaceOfTokens,
  checkSchemaVersion,
  checkWritingFunctions,
  givenOptions,
} from './option-checks'
import type { Logger } from './warnings/logger'
import type { NearCacheOptions, TokenStore } from './tokens/token-store'
import type { LocalValuesOptions } from './values/local-entries'
import type { ValueStore } from './values/value-store'

export type { ResolvedTouch, UnknownParents, UntypedEntities } from './entity-rules'
export { checkDuration, checkNamespace, checkNearCache, givenOptions } from './option-checks'

/**
 * Options of `new Alkey`. Either `redis` or `store` is required, all others have defaults.
 *
 * @typeParam Entities entities by name, like `{ User: User; Order: Order }`. With it, the compiler checks and completes the
 * names in `touch`, `ignore` and `scopes`. Without it, any text is allowed there.
 */
export interface AlkeyOptions<Entities extends object = UntypedEntities> {
  /**
   * The Redis that keeps the tokens: an ioredis client, a URL, or ioredis options. A client is duplicated, and itself never
   * reconfigured or closed. Give either `redis` or `store`.
   */
  readonly redis?: Redis | string | RedisOptions | undefined
  /** The token store, instead of `redis`: a `MemoryTokenStore`, a `RedisTokenStore`, or your own. */
  readonly store?: TokenStore | undefined
  /**
   * Separates applications, DataSources and tenants in one Redis: 1 to 64 of `A-Z a-z 0-9 . _ -`.
   * Default: `'alkey'`.
   */
  readonly namespace?: string | undefined
  /** The longest wait for a Redis command, a connection, a value store, or a cache handler of tags, in ms. Default: 500. */
  readonly deadlineMs?: number | undefined
  /**
   * How long a writer may be silent before another process repairs its record, in ms. The repair comes at most half of it
   * later. At least 100. Default: 30,000.
   */
  readonly leaseMs?: number | undefined
  /**
   * What to do with a write that can't be recorded in the token store: `'degrade'` lets it go on, `'reject'` refuses it
   * before its COMMIT, or outside a transaction before the statement is sent. Default: `'degrade'`.
   */
  readonly onUnavailable?: 'degrade' | 'reject' | undefined
  /** How long Redis keeps a token after it was made, in ms. Losing a token costs a miss. Default: 30 days. */
  readonly tokenTtlMs?: number | undefined
  /**
   * Whether a change of a row also changes its parents: the rows that it refers to by many-to-one and owning one-to-one
   * relations. True, false, or rules by entity and relation. Default: true.
   */
  readonly touch?: boolean | TouchRules<Entities> | undefined
  /**
   * Properties by entity. A write that changes only these changes no key: `{ User: ['lastSeenAt', 'address.city'] }`.
   * Entities go by TypeORM's name, which is that of the class. Default: none.
   */
  readonly ignore?: IgnoreRules<Entities> | undefined
  /**
   * Columns by entity whose values `scope` can name: `{ Order: ['tenantId', 'customer', ['tenantId', 'status']] }`. A relation
   * stands for its foreign key, an array is one scope of several columns. `attach` checks them. Default: none.
   */
  readonly scopes?: ScopeRules<Entities> | undefined
  /**
   * Other names of tables: partitions, updatable views, synonyms. With `{ orders_2026: 'orders' }`, a write to
   * `orders_2026` counts as a write to `orders`. Names as in SQL without quotes, with the schema unless it is the default
   * one (`'archive.orders_2026'`). Default: none.
   */
  readonly aliases?: Readonly<Record<string, string>> | undefined
  /**
   * Database functions that write, by name, with or without a schema: `['archive', 'sales.purge']`. What a statement that
   * calls one of them changes is unknown: see `onUnknownWrite`. Default: none.
   */
  readonly writingFunctions?: readonly string[] | undefined
  /**
   * Which keys change when the effect of a statement can't be known (`CALL`, `DO`, `EXECUTE`, a function of
   * `writingFunctions`): `'everything'` changes all keys, `'ignore'` none. Default: `'everything'`.
   */
  readonly onUnknownWrite?: 'everything' | 'ignore' | undefined
  /**
   * Where `remember` and `queryResultCache` keep values: a Keyv, a cache-manager cache, or anything with `get` and `set`.
   * Default: the Redis of the tokens. With a store that keeps no values, such as `MemoryTokenStore`: this process's memory.
   */
  readonly values?: ValueStore | undefined
  /**
   * Keeps values of `remember` and `queryResultCache` in this process, too, in front of `values`: a hit then brings the tokens
   * alone. None is out of date, since the key changes with the data. `maxBytes` is how much is kept at the most, in bytes of
   * memory, roughly. Default: none.
   */
  readonly localValues?: LocalValuesOptions | undefined
  /**
   * Keeps tokens in this process, too, as long as Redis tells when they change: a key then takes no round trip. What another
   * process has written is seen here a little later, by at most `maxStalenessMs`; what this process has written at once. Goes
   * with `redis`; a `RedisTokenStore` has the same option. Default: none.
   */
  readonly nearCache?: NearCacheOptions | undefined
  /**
   * Required for a DataSource with `replication`, since replicas may lag behind: `'primary'` sends the reads of loads to
   * the primary, `'never-fill'` doesn't store what was read from a replica. No default: without it, `attach` refuses such
   * a DataSource.
   */
  readonly replicas?: 'primary' | 'never-fill' | undefined
  /**
   * Replaces the fingerprint of columns, database and schema in keys. Set it where a service without the entities must make
   * the same keys, and change it whenever you change the entities. Default: the fingerprint.
   */
  readonly schemaVersion?: string | undefined
  /**
   * Gets warnings by `warn(message)`, each kind once: a value can't be stored; a key or `cache: true` is used and no DataSource
   * is attached; an error; a listener that throws; `close()` could not deliver all changes. That Redis is lost is told when
   * an outage begins; that it is back at most once a minute, and outages until then are only counted. Events with a listener
   * are not logged. `false` logs nothing. Default: `console`.
   */
  readonly logger?: Logger | false | undefined
  /**
   * Returns the manager of the transaction that the caller is in, where the application carries it (`AsyncLocalStorage`,
   * `typeorm-transactional`): `() => dataSource.manager`. `remember`, `computed`, `cached`, `keyGenerator` and `invalidate` then
   * find the transaction by themselves; a manager that is passed to them counts instead. Called at the start of each of them; outside
   * of transactions it returns undefined, or a manager without a query runner. Default: none.
   */
  readonly manager?: (() => EntityManager | null | undefined) | undefined
}

/** Options as they count: checked, the defaults filled in, and copied where they could be changed later. */
export interface ResolvedOptions {
  readonly redis: Redis | string | RedisOptions | undefined
  readonly store: TokenStore | undefined
  readonly namespace: string
  readonly deadlineMs: number
  readonly leaseMs: number
  readonly onUnavailable: 'degrade' | 'reject'
  readonly tokenTtlMs: number
  readonly touch: ResolvedTouch
  /** Paths of properties by entity. */
  readonly ignore: ReadonlyMap<string, readonly string[]>
  /** Scopes by entity, each as paths of properties. */
  readonly scopes: ReadonlyMap<string, readonly (readonly string[])[]>
  /** Tables by the relations that stand for them. */
  readonly aliases: ReadonlyMap<string, string>
  readonly writingFunctions: readonly string[]
  readonly onUnknownWrite: 'everything' | 'ignore'
  readonly values: ValueStore | undefined
  readonly localValues: LocalValuesOptions | undefined
  readonly nearCache: NearCacheOptions | undefined
  readonly replicas: 'primary' | 'never-fill' | undefined
  readonly schemaVersion: string | undefined
  readonly logger: Logger | false
  readonly manager: AlkeyOptions['manager']
}

export const DEFAULTS = {
  namespace: 'alkey',
  deadlineMs: 500,
  leaseMs: 30_000,
  onUnavailable: 'degrade',
  tokenTtlMs: 30 * DAY_MS,
  touch: true,
  onUnknownWrite: 'everything',
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
  'ignore',
  'scopes',
  'aliases',
  'writingFunctions',
  'onUnknownWrite',
  'values',
  'localValues',
  'nearCache',
  'replicas',
  'schemaVersion',
  'logger',
  'manager',
] as const satisfies (keyof AlkeyOptions)[]

/** Options of whatever entities: what is said of them is checked in any case. */
interface GivenOptions extends Omit<AlkeyOptions, 'touch' | 'ignore' | 'scopes'> {
  readonly touch?: unknown
  readonly ignore?: unknown
  readonly scopes?: unknown
}

/** Checks options and fills in the defaults, once. */
export function resolveOptions(given: GivenOptions): ResolvedOptions {
  const options = givenOptions<GivenOptions>('new Alkey()', given, known)
  checkPlaceOfTokens(options)
  return {
    redis: options.redis,
    store:
      options.store === undefined
        ? undefined
        : checkMethods('store', options.store, ['read', 'bump', 'flush', 'close']),
    namespace: checkNamespace(options.namespace ?? DEFAULTS.namespace),
    deadlineMs: checkDuration('deadlineMs', options.deadlineMs ?? DEFAULTS.deadlineMs),
    leaseMs: checkDuration('leaseMs', options.leaseMs ?? DEFAULTS.leaseMs, 100),
    onUnavailable: checkOneOf('onUnavailable', options.onUnavailable ?? DEFAULTS.onUnavailable, ['degrade', 'reject']),
    tokenTtlMs: checkDuration('tokenTtlMs', options.tokenTtlMs ?? DEFAULTS.tokenTtlMs),
    touch: resolveTouch(options.touch ?? DEFAULTS.touch),
    ignore: resolveIgnore(options.ignore ?? {}),
    scopes: resolveScopes(options.scopes ?? {}),
    aliases: checkAliases(options.aliases ?? {}),
    writingFunctions: checkWritingFunctions(options.writingFunctions ?? []),
    onUnknownWrite: checkOneOf('onUnknownWrite', options.onUnknownWrite ?? DEFAULTS.onUnknownWrite, [
      'everything',
      'ignore',
    ]),
    values: options.values === undefined ? undefined : checkMethods('values', options.values, ['get', 'set']),
    localValues: options.localValues === undefined ? undefined : checkLocalValues(options.localValues),
    nearCache: options.nearCache === undefined ? undefined : checkNearCache(options.nearCache),
    replicas:
      options.replicas === undefined
        ? undefined
        : checkOneOf('replicas', options.replicas, ['primary', 'never-fill'] as const),
    schemaVersion: checkSchemaVersion(options.schemaVersion),
    logger: checkLogger(options.logger ?? console),
    manager: checkCarriesManager(options.manager),
  }
}
