import type { Redis, RedisOptions } from 'ioredis'
import {
  type IgnoreRules,
  type ResolvedTouch,
  type TouchRules,
  type UntypedEntities,
  resolveIgnore,
  resolveTouch,
} from './entity-rules'
import { InvalidOptionError } from './errors'
import {
  DAY_MS,
  checkAliases,
  checkMethods,
  checkDuration,
  checkLocalValues,
  checkLogger,
  checkNamespace,
  checkOneOf,
  checkSchemaVersion,
  checkWritingFunctions,
  givenOptions,
} from './option-checks'
import type { Logger } from './warnings/logger'
import type { TokenStore } from './tokens/token-store'
import type { LocalValuesOptions } from './values/local-entries'
import type { ValueStore } from './values/value-store'

export type {
  IgnoreRules,
  PropertyPath,
  RelationPath,
  RelationRules,
  ResolvedTouch,
  TouchRules,
  UnknownParents,
  UntypedEntities,
  UntypedTouchRules,
} from './entity-rules'
export { checkDuration, checkNamespace, givenOptions } from './option-checks'

/**
 * What `new Alkey` takes: `redis` or `store`, and whatever should differ from the defaults.
 *
 * @typeParam Entities entities by name, like `{ User: User; Order: Order }`: has the compiler check and complete the
 * names in `touch` and `ignore`. Without it, any text is a name there.
 */
export interface AlkeyOptions<Entities extends object = UntypedEntities> {
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
  /** The longest wait for one Redis command, for a connection, and for cache handlers of tags, in ms. Default: 500. */
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
  /** How long a token is kept in Redis, read or not, in ms; losing one costs a miss. Default: 30 days. */
  readonly tokenTtlMs?: number | undefined
  /**
   * Whether a change of a row also changes the rows that it belongs to, by many-to-one and owning one-to-one
   * relations: true, false, or rules by entity and relation. Default: true.
   */
  readonly touch?: boolean | TouchRules<Entities> | undefined
  /**
   * Properties whose change alone changes no key, such as a time of last access: by entity, as TypeORM names it (the
   * class), paths of properties, like `{ User: ['lastSeenAt', 'address.city'] }`. Default: none.
   */
  readonly ignore?: IgnoreRules<Entities> | undefined
  /**
   * Relations of the database that no entity maps, each with the table that it stands for, like
   * `{ orders_2026: 'orders' }`: writing a partition, or a view, then counts as writing that table. Names as in SQL
   * without quotes, with a schema where it isn't the default one (`'archive.orders_2026'`). Default: none.
   */
  readonly aliases?: Readonly<Record<string, string>> | undefined
  /**
   * Functions of the database that write, by name and perhaps schema (`'archive'`, `'sales.archive'`): what a statement
   * that calls one changes is not known, see `onUnknownWrite`. Default: none.
   */
  readonly writingFunctions?: readonly string[] | undefined
  /**
   * What becomes of all keys when a statement was executed whose effect can't be known (`CALL`, `DO`, `EXECUTE`, one of
   * `writingFunctions`): `'everything'` changes them, `'ignore'` doesn't. Default: `'everything'`.
   */
  readonly onUnknownWrite?: 'everything' | 'ignore' | undefined
  /**
   * Where `remember` and `queryResultCache` keep values: a Keyv, a cache-manager cache, or anything with `get` and `set`.
   * Default: the Redis of the tokens; with another token store, this process's memory.
   */
  readonly values?: ValueStore | undefined
  /**
   * Keeps values of `remember` and `queryResultCache` in this process, too, in front of `values`: a hit then brings the tokens
   * alone. None is out of date, since the key changes with the data. `maxBytes` is how much is kept at the most, in bytes of
   * memory, roughly. Default: none.
   */
  readonly localValues?: LocalValuesOptions | undefined
  /**
   * What becomes of reads of replicas, which may lag behind, on a DataSource with `replication`: `'primary'` has the loads
   * of `remember` read the primary, `'never-fill'` doesn't store what they have read from a replica. No default:
   * `attach` refuses such a DataSource until it is said.
   */
  readonly replicas?: 'primary' | 'never-fill' | undefined
  /**
   * Stands in for the fingerprint of entities' columns in keys. Set it, and change it with your entities, where a
   * service without the entities must make the same keys. Default: the fingerprint.
   */
  readonly schemaVersion?: string | undefined
  /**
   * Takes warnings, each kind once: that Redis is lost, and that it is back; values that can't be stored; keys and
   * `cache: true` where no DataSource is attached; errors and failing listeners. `false` for silence.
   * An event that has a listener is not logged. Default: `console`.
   */
  readonly logger?: Logger | false | undefined
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
  /** Tables by the relations that stand for them. */
  readonly aliases: ReadonlyMap<string, string>
  readonly writingFunctions: readonly string[]
  readonly onUnknownWrite: 'everything' | 'ignore'
  readonly values: ValueStore | undefined
  readonly localValues: LocalValuesOptions | undefined
  readonly replicas: 'primary' | 'never-fill' | undefined
  readonly schemaVersion: string | undefined
  readonly logger: Logger | false
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
  'aliases',
  'writingFunctions',
  'onUnknownWrite',
  'values',
  'localValues',
  'replicas',
  'schemaVersion',
  'logger',
] as const satisfies (keyof AlkeyOptions)[]

/** Options of whatever entities: what is said of them is checked in any case. */
interface GivenOptions extends Omit<AlkeyOptions, 'touch' | 'ignore'> {
  readonly touch?: unknown
  readonly ignore?: unknown
}

/** Checks options and fills in the defaults, once. */
export function resolveOptions(given: GivenOptions): ResolvedOptions {
  const options = givenOptions<GivenOptions>('new Alkey()', given, known)
  if (options.redis === undefined && options.store === undefined) {
    throw new InvalidOptionError(
      "new Alkey() needs one of the options 'redis' and 'store', where tokens live: { redis: 'redis://localhost:6379' }.",
    )
  }
  if (options.redis !== undefined && options.store !== undefined) {
    throw new InvalidOptionError(
      "new Alkey() takes one of the options 'redis' and 'store', not both: tokens live in one place. Leave one out.",
    )
  }
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
    aliases: checkAliases(options.aliases ?? {}),
    writingFunctions: checkWritingFunctions(options.writingFunctions ?? []),
    onUnknownWrite: checkOneOf('onUnknownWrite', options.onUnknownWrite ?? DEFAULTS.onUnknownWrite, [
      'everything',
      'ignore',
    ]),
    values: options.values === undefined ? undefined : checkMethods('values', options.values, ['get', 'set']),
    localValues: options.localValues === undefined ? undefined : checkLocalValues(options.localValues),
    replicas:
      options.replicas === undefined
        ? undefined
        : checkOneOf('replicas', options.replicas, ['primary', 'never-fill'] as const),
    schemaVersion: checkSchemaVersion(options.schemaVersion),
    logger: checkLogger(options.logger ?? console),
  }
}
