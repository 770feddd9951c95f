import type { DataSource, EntityManager } from 'typeorm'
import type { CloseReport } from './close-report'
import { Core } from './core'
import { ClosedError } from './errors'
import type { AlkeyEventName, AlkeyListener } from './events'
import { AlkeyTag } from './identifiers/tag'
import type { TagInstance } from './identifiers/tag-checks'
import type { CacheKeyGenerator } from './keys/cache-key-generator'
import { isCacheableKey } from './keys/cacheable'
import type { InvalidateFunction } from './keys/invalidate-function'
import { type KeyGeneratorCalls, type KeyGeneratorFunction, keyGeneratorCalls } from './keys/key-generator-function'
import { invalidateParts } from './invalidated-parts'
import type { KeyPart } from './keys/key-part'
import { dependenciesIn } from './keys/part-contents'
import {
  type AlkeyOptions,
  DEFAULTS,
  type UntypedEntities,
  checkDuration,
  givenOptions,
  resolveOptions,
} from './options'
import { offerRequests } from './requests/request-access'
import type { SubscriberClass } from './typeorm/hooks/subscriber-class'
import { soleIdentifier } from './typeorm/entities/entity-resolver'
import type { QueryResultCacheOptions } from './typeorm/result-cache/cache-options'
import { type QueryExplanation, type QueryToExplain, explainedQuery } from './typeorm/result-cache/query-explanation'
import type { AlkeyQueryResultCache } from './typeorm/result-cache/query-result-cache'
import { type CachedDecorator, CachedMethods, type CachedOptions } from './values/cached-methods'
import type { RememberFunction } from './values/remember-function'
import { COMPUTED, NO_OPTIONS, REMEMBER, type RememberOptions } from './values/remember-options'
import type { AlkeyStatus } from './watching/status'

/**
 * Cache keys that change by themselves when the data they depend on changes. The functions can be destructured:
 * `const { remember, keyGenerator, tag, invalidate } = alkey`.
 *
 * @typeParam Entities entities by name, like `{ User: User }`: the compiler then checks the names in `touch`, `ignore`, `scopes`
 */
export class Alkey<Entities extends object = UntypedEntities> {
  /**
   * Makes the cache key for `parts`: at most 200 characters of `A-Z a-z 0-9 : _ . -`. It changes when a dependency among
   * the parts changes. Make the key first, then load, then store: a value loaded before its key may be stale for good.
   *
   * @example
   * const key = await alkey.keyGenerator(ref(User, 1), 'profile')
   * @throws InvalidPartError, InvalidIdentifierError, UnknownEntityError, NotAttachedError for parts that can't be used
   */
  readonly keyGenerator: KeyGeneratorFunction
  readonly #core: Core
  readonly #methods = new CachedMethods((...call) => this.computed(...call))
  #isClosed = false
  #closing: Promise<void> | undefined

  /** Checks the options. Connects to Redis only when it is first needed. @throws InvalidOptionError */
  constructor(options: NoInfer<AlkeyOptions<Entities>>) {
    this.#core = new Core(resolveOptions(options))
    const calls = (generatorOf: (core: Core) => CacheKeyGenerator): KeyGeneratorCalls =>
      keyGeneratorCalls(() => generatorOf(this.#open), this.#core.keys.key, this.#core.explain)
    const within = (manager: EntityManager): KeyGeneratorCalls => calls((core) => core.generatorWithin(manager))
    const fresh = calls((core) => core.callerWith(undefined, true).generator)
    this.keyGenerator = Object.assign(
      calls((core) => core.callerWith().generator),
      { within, fresh },
    )
    offerRequests(this, this.#core.requests)
  }

  /**
   * Follows the writes of an initialized DataSource, also after it was destroyed and initialized again. Calling it twice
   * with the same DataSource is the same as once.
   *
   * @returns a function that stops this
   * @throws NotInitializedError, AlreadyAttachedError when another DataSource is attached, InvalidOptionError when an option
   * doesn't fit the DataSource, ClosedError
   */
  attach(dataSource: DataSource): () => void {
    return this.#open.attachment.attach(dataSource)
  }

  /**
   * A subscriber class for `new DataSource({ subscribers: [alkey.subscriber] })`, instead of `attach` or beside it. It also
   * sees what `initialize()` writes: migrations, `synchronize`, `dropSchema`. It learns its DataSource from the first
   * statement. To use classes or entities as parts before that, call `attach` as well.
   */
  get subscriber(): SubscriberClass {
    return this.#core.attachment.subscriberClass
  }

  /**
   * False for an uncacheable key. Such a key never occurs again, so don't store a value under it.
   *
   * @throws InvalidOptionError when `key` is no string
   */
  readonly isCacheable = (key: string): boolean => isCacheableKey(key)

  /** Text that changes whenever `part` changes. @throws UnavailableError, RefusedError when its token can't be read */
  readonly token = async (part: KeyPart): Promise<string> => this.#core.keys.token(part, this.#open.generator)

  /** The identifier of an entity, a class, a `ref` or a tag of `alkey.tag`, like `'alkey:users#1'`. @throws InvalidPartError */
  readonly identifier = (part: KeyPart): string => soleIdentifier(dependenciesIn(part, this.#core.resolver), part)

  /**
   * A dependency that is not a row, such as a city or a tenant: `alkey.tag('city', 'chicago')`. Change it by `increment()`
   * or `invalidate`, with the same guarantees as for rows: after the commit, by another process if the writer dies, and
   * after an outage. An `Alkey` with another store or namespace refuses the tag.
   *
   * @param name what kind of thing it is; not empty
   * @param instance which one of that kind. Default: `''`
   * @throws InvalidTagError
   */
  readonly tag = (name: string, instance: TagInstance = ''): AlkeyTag =>
    new AlkeyTag(name, instance, this.#core.tagHome, {
      version: (tag) => this.token(tag),
      increment: (tag) => this.invalidate(tag),
    })

  /**
   * Changes every key that depends on `parts`, as a write to them would. A row also changes its table and `GLOBAL`; a class
   * changes all its rows; `GLOBAL` and tags change nothing else. Parents of a row are not looked up: pass them as well.
   *
   * With a manager as the first argument, or one that the option `manager` finds, it joins the manager's transaction: it takes
   * effect after the commit, and not at all after a rollback. Otherwise, and if no transaction is open, it takes effect now.
   *
   * @throws UnavailableError, RefusedError when the store has not taken it yet; this process tries again before it reads
   * tokens
   * @throws ManagerFailedError when the option `manager` fails, so that it would take effect too early
   * @throws HandlerFailedError when a tag's cache handler failed; this process tries again there, too
   * @throws InvalidPartError for a part without a dependency, and what `keyGenerator` throws for parts that can't be used
   */
  readonly invalidate: InvalidateFunction = async (...args: readonly KeyPart[]): Promise<void> =>
    invalidateParts(args, this.#open)

  /**
   * Returns the value stored under the key of `parts`, or calls `load` and stores the result. Concurrent loads of a key are
   * coalesced. What may be stale or rolled back is returned but not stored: if the load wrote, or read in a transaction that
   * has written, in an old snapshot, or from a replica. Each caller gets its own copy.
   *
   * @param parts the dependencies, as for `keyGenerator`, and a name that tells this value from others of the same entities
   * @param load returns the value, or a promise of it; called on a miss
   * @example
   * const page = await alkey.remember([ref(User, id), 'profile'], () => renderProfile(id), { ttl: '10m' })
   * @throws what `load` throws
   * @throws LoadFailedError when a load depends on itself
   * @throws InvalidOptionError, ClosedError, and what `keyGenerator` throws for parts that can't be used
   */
  readonly remember: RememberFunction = async (
    parts: readonly KeyPart[],
    load: () => unknown,
    options: RememberOptions = NO_OPTIONS,
  ): Promise<never> => this.#open.rememberer.get(REMEMBER, parts, load, options) as Promise<never>

  /**
   * The same without a list of dependencies: they are found by watching the queries of `load`. It must depend on `parts` and
   * what it reads through the attached DataSource alone: no clock, no randomness, no other services; the `ttl` bounds the rest.
   *
   * @param parts a text that names the value, and what tells it from others of that name, like an id; may add dependencies
   * @example
   * const page = await alkey.computed(['dashboard', userId], () => renderDashboard(userId), { ttl: '10m' })
   * @throws InvalidPartError when no part names the value and there is no option `name`; else as `remember`
   */
  readonly computed: RememberFunction = async (
    parts: readonly KeyPart[],
    load: () => unknown,
    options: RememberOptions = NO_OPTIONS,
  ): Promise<never> => this.#open.rememberer.get(COMPUTED, parts, load, options) as Promise<never>

  /**
   * A decorator that makes a method `computed`, standard or with `experimentalDecorators`. Its values are told apart by class,
   * method and arguments, so it must depend on nothing else of its object. @throws InvalidOptionError
   */
  readonly cached = (options: CachedOptions = {}): CachedDecorator => this.#methods.decorator(options)

  /**
   * A provider for TypeORM's own cache: `cache: { provider: alkey.queryResultCache }`, or with options
   * `cache: { provider: () => alkey.queryResultCache(options) }`. The results of queries with `cache: true` are then reused
   * until a table that they read changes. Not cached: queries whose tables can't be determined, and queries in a transaction
   * that has written or reads an older snapshot.
   *
   * @throws InvalidOptionError
   */
  readonly queryResultCache = (options: QueryResultCacheOptions | DataSource = {}): AlkeyQueryResultCache =>
    this.#core.queryResultCache(options)

  /**
   * Tells what a query with `cache: true` depends on, for each place where it reads a table, and which declaration would make
   * that narrower. Sends no statement.
   *
   * @param query a query builder, or SQL
   * @param parameters those of the SQL, in their order
   * @throws InvalidOptionError, NotAttachedError, ClosedError
   */
  readonly explainQuery = (query: QueryToExplain, parameters?: readonly unknown[]): QueryExplanation => {
    const { attachment, resolver } = this.#open
    return explainedQuery(query, parameters, attachment.writes, (identifier) => resolver.ofIdentifier(identifier))
  }

  /**
   * Makes every key miss that was made so far. Takes the same time however many there are.
   * @throws UnavailableError, RefusedError, ClusterUnsupportedError
   */
  async flush(): Promise<void> {
    await this.#open.store.flush()
  }

  /** How it stands now, for health checks: sends nothing and waits for nothing, also after `close()`. */
  readonly status = (): AlkeyStatus => this.#core.status()

  /** How often each event has happened so far, for your metrics. */
  get eventCounts(): Readonly<Record<AlkeyEventName, number>> {
    return this.#core.events.counts
  }

  /** Calls `listener` with each such event; see `AlkeyEvents`. @returns a function that removes it @throws InvalidOptionError */
  on<Name extends AlkeyEventName>(event: Name, listener: AlkeyListener<Name>): () => void {
    return this.#core.events.on(event, listener)
  }

  /**
   * Call it on shutdown; no signal handlers are installed. Delivers the changes that are still owed, for at most `deadlineMs`
   * (default: 5,000), and closes what this `Alkey` opened itself, not a client or a store of yours. Changes still owed when
   * a process ends without `close()` are lost.
   *
   * Call it before or after `dataSource.destroy()`. While the DataSource lives, its writes still change keys for other
   * processes, and the connection to Redis closes with the later of the two. Afterwards, `keyGenerator`, `remember`,
   * `invalidate`, `token`, `flush` and `attach` fail with `ClosedError`.
   *
   * @returns what could not be delivered in time
   * @throws InvalidOptionError
   */
  async close(options: { readonly deadlineMs?: number | undefined } = {}): Promise<CloseReport> {
    const given = givenOptions<typeof options>('close()', options, ['deadlineMs'])
    const deadlineMs = checkDuration('deadlineMs', given.deadlineMs ?? DEFAULTS.closeDeadlineMs)
    this.#isClosed = true
    await (this.#closing ??= this.#core.close(deadlineMs))
    return { undelivered: this.#core.ledger.delivery.owed }
  }

  /** What an `Alkey` does that was not closed. */
  get #open(): Core {
    if (this.#isClosed) throw new ClosedError('This Alkey was closed. Make a new one.')
    return this.#core
  }
}
