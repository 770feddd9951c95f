import type { DataSource, EntityManager } from 'typeorm'
import { ChangeLedger } from './changes/change-ledger'
import { EventWarnings } from './warnings/event-warnings'
import { ManagerFailedError } from './errors'
import { EventHub } from './events'
import type { TagHome } from './identifiers/tag'
import type { DependencyResolver } from './keys/dependency'
import { CacheKeyGenerator, type KeySources } from './keys/cache-key-generator'
import type { Explanation } from './keys/explanation'
import { PartsEncoder } from './keys/parts-encoder'
import { UnattachedResolver } from './keys/unattached-resolver'
import { Warnings } from './warnings/logger'
import { warnUndelivered } from './warnings/undelivered'
import { openRedis, openValues } from './opened-stores'
import { RequestAccess } from './requests/request-access'
import type { ResolvedOptions } from './options'
import type { RedisTokenStore } from './redis/redis-token-store'
import type { TokenSource } from './tokens/token-source'
import type { TokenStore } from './tokens/token-store'
import { UnattachedSource } from './tokens/unattached-source'
import { Attachment } from './typeorm/attachment'
import { CarriedManagers } from './typeorm/carried-managers'
import { DataSourceClasses } from './typeorm/entities/data-source-classes'
import { EntityResolver } from './typeorm/entities/entity-resolver'
import { isDataSource } from './typeorm/instances'
import { isAwaitedBefore } from './typeorm/versions'
import { type AlkeyStatus, statusTeller } from './watching/status'
import type { QueryResultCacheOptions } from './typeorm/result-cache/cache-options'
import { type AlkeyQueryResultCache, QueryResults } from './typeorm/result-cache/query-result-cache'
import { type EntityClasses, noClasses } from './values/entity-classes'
import { explainValue } from './values/explained-value'
import { holdsLocks } from './values/load-locks'
import type { GuardedValues } from './values/guarded-values'
import { MadeKeys } from './values/made-keys'
import { Rememberer } from './values/remember'
import type { CallerContext, RememberContext, SeesReads } from './values/remember-context'
import { DefaultSerializer } from './values/default-serializer'
import { ValueLookup } from './values/value-lookup'

/** The parts of one `Alkey`, and how they meet. */
export class Core {
  readonly events: EventHub
  readonly store: TokenStore
  readonly ledger: ChangeLedger
  readonly attachment: Attachment
  readonly carried: CarriedManagers
  readonly rememberer: Rememberer
  readonly requests: RequestAccess
  /** Where the tags of `alkey.tag` are kept. */
  readonly tagHome: TagHome
  /** How all of it stands now. */
  readonly status: () => AlkeyStatus
  readonly #values: GuardedValues
  readonly #lookup = new ValueLookup()
  /** Tells this `Alkey` from others that share a DataSource or a load with it. */
  readonly #id = Symbol('alkey')
  readonly keys = new MadeKeys(this.#id)
  readonly #options: ResolvedOptions
  readonly #warnings: Warnings
  readonly #unattached: DependencyResolver
  /** The store, where it was opened here. */
  readonly #own: RedisTokenStore | undefined
  #ending: Promise<void> | undefined
  #parts: PartsEncoder
  #generator: CacheKeyGenerator
  #seesReads: SeesReads = 'never'
  /** The same keys, by tokens that were all read from the store. */
  #freshGenerator: CacheKeyGenerator
  /** What it takes to find the classes of entities is gathered for the first value, if one comes. */
  #classes: () => EntityClasses = () => noClasses

  constructor(options: ResolvedOptions) {
    this.#options = options
    const storeName = options.redis === undefined ? 'The token store' : 'Redis'
    this.#warnings = new Warnings(options.logger)
    this.events = new EventHub(new EventWarnings(this.#warnings, storeName))
    this.store = options.store ?? (this.#own = openRedis(options))
    this.tagHome = options.store ?? options.namespace
    const { deadlineMs, leaseMs, onUnavailable } = options
    this.ledger = new ChangeLedger(
      this.store,
      {
        deadlineMs,
        leaseMs,
        rejectsUnrecorded: onUnavailable === 'reject',
        keptScopes: () => this.attachment.keptScopes,
      },
      this.events,
      { statesOf: (writers) => this.attachment.writers.statesOf(writers) },
    )
    this.#unattached = new UnattachedResolver(options.schemaVersion, this.tagHome)
    this.#parts = new PartsEncoder(this.#unattached)
    this.#generator = this.#generatorFrom(this.#unattachedSources(this.ledger.source))
    this.#freshGenerator = this.#generatorFrom(this.#unattachedSources(this.ledger.freshSource))
    this.attachment = new Attachment(this.#id, this.ledger, options, (dataSource) => {
      this.#serve(dataSource)
    })
    this.carried = new CarriedManagers(options.manager, this.attachment, this.events)
    this.status = statusTeller(this.store, this.ledger, () => this.attachment.writes !== undefined)
    this.#values = openValues(options, this.store, this.events)
    const context = this.#rememberContext()
    this.rememberer = new Rememberer(context)
    this.requests = new RequestAccess(context, this.rememberer, this.ledger)
  }

  /** Finds what parts depend on, by the entities of the DataSource that is attached. */
  get resolver(): DependencyResolver {
    return this.#parts.resolver
  }

  get generator(): CacheKeyGenerator {
    return this.#generator
  }

  /** As seen inside the transaction of `manager`, which may write by what it reads: with fresh tokens. @throws NotAttachedError */
  generatorWithin(manager: EntityManager, source: TokenSource = this.ledger.freshSource): CacheKeyGenerator {
    return this.#generatorFrom(this.attachment.within(manager, this.#sources(source)))
  }

  /**
   * The manager of the caller's transaction, given or carried, and the generator for it.
   * @throws NotAttachedError, InvalidOptionError for a manager that is given and can't be used
   */
  callerWith(given?: EntityManager, isFresh = false, source?: TokenSource): CallerContext {
    const manager = given ?? this.carried.findOrTell()
    if (manager instanceof ManagerFailedError) {
      const unavailable = { unavailable: 'manager-failed', cause: manager } as const
      return { manager: undefined, generator: this.#generatorFrom(this.#sources({ read: () => unavailable })) }
    }
    if (manager) return { manager, generator: this.generatorWithin(manager, source) }
    if (source) return { manager, generator: this.#generatorFrom(this.#unattachedSources(source)) }
    return { manager, generator: isFresh ? this.#freshGenerator : this.#generator }
  }

  /** @param options or the DataSource that TypeORM hands to a provider */
  queryResultCache(options: QueryResultCacheOptions | DataSource): AlkeyQueryResultCache {
    const attached = this.attachment.cachedQueries
    return new QueryResults(
      {
        ...attached,
        writesOf: (queryRunner) => {
          const writes = attached.writesOf(queryRunner)
          if (!writes)
            this.#warnUnattached(
              'A query with `cache: true` is not cached, because no DataSource is attached to this Alkey.',
            )
          return writes
        },
        generator: () => this.#generator,
        freshGenerator: () => this.#freshGenerator,
        dependenciesOf: (identifier) => this.resolver.ofIdentifier(identifier),
        lookup: this.#lookup,
        values: this.#values,
        delivery: this.ledger.delivery,
        events: this.events,
        owner: this.#id,
      },
      isDataSource(options) ? {} : options,
    )
  }

  readonly explain = (parts: readonly unknown[], generator: CacheKeyGenerator): Promise<Explanation> =>
    explainValue(parts, generator, this.#values)

  /**
   * Delivers what is owed, for at most `deadlineMs`, and closes what was opened here. While there is a DataSource, what it
   * writes is still recorded and bumped: then the end comes with its own.
   */
  async close(deadlineMs: number): Promise<void> {
    if (!this.attachment.retire(() => this.#end(deadlineMs))) return this.#end(deadlineMs)
    await this.ledger.rest(deadlineMs)
    this.#warnUndelivered()
  }

  #end(deadlineMs: number): Promise<void> {
    return (this.#ending ??= this.#endNow(deadlineMs))
  }

  async #endNow(deadlineMs: number): Promise<void> {
    await this.ledger.end(deadlineMs, this.attachment.detach())
    await this.#own?.close()
    this.#warnUndelivered()
  }

  #warnUndelivered(): void {
    warnUndelivered(this.#warnings, this.ledger.delivery.owed.length)
  }

  #serve(dataSource: DataSource | undefined): void {
    const { schemaVersion } = this.#options
    this.#parts = new PartsEncoder(
      dataSource
        ? new EntityResolver(dataSource, schemaVersion, this.tagHome, (table) => this.attachment.scopesOf(table))
        : this.#unattached,
    )
    const sources = (source: TokenSource): KeySources =>
      dataSource ? this.#sources(source) : this.#unattachedSources(source)
    this.#generator = this.#generatorFrom(sources(this.ledger.source))
    this.#freshGenerator = this.#generatorFrom(sources(this.ledger.freshSource))
    this.#seesReads = dataSource ? (isAwaitedBefore(dataSource.manager) ? 'in-time' : 'late') : 'never'
    let classes: EntityClasses | undefined
    this.#classes = () => (classes ??= dataSource ? new DataSourceClasses(dataSource) : noClasses)
  }

  #sources(source: TokenSource): KeySources {
    return { source, tags: this.ledger.delivery.tags }
  }

  /** A service that has no entities says so by its `schemaVersion`, and others write what its keys depend on. */
  #unattachedSources(source: TokenSource): KeySources {
    if (this.#options.schemaVersion !== undefined) return this.#sources(source)
    const warn = (): void => {
      this.#warnUnattached(
        'A key that depends on tables was made, but no DataSource is attached to this Alkey, so no write changes it.',
      )
    }
    return this.#sources(new UnattachedSource(source, warn))
  }

  #warnUnattached(what: string): void {
    if (!this.attachment.isUnattached) return
    this.#warnings.once('unattached', what, () => {
      return `${what} Call alkey.attach(dataSource). If other services write the data, set \`schemaVersion\` instead.`
    })
  }

  #generatorFrom(from: KeySources): CacheKeyGenerator {
    const { namespace } = this.#options
    return new CacheKeyGenerator({ namespace, parts: this.#parts, ...from, events: this.events })
  }

  #rememberContext(): RememberContext {
    const { deadlineMs, replicas } = this.#options
    return {
      owner: this.#id,
      callerWith: (...caller) => this.callerWith(...caller),
      freshGenerator: () => this.#freshGenerator,
      lookup: this.#lookup,
      values: this.#values,
      serializer: new DefaultSerializer(() => this.#classes()),
      plainSerializer: new DefaultSerializer(() => this.#classes(), 'plain'),
      locks: holdsLocks(this.store) ? this.store.locks : undefined,
      deadlineMs,
      readsPrimary: replicas === 'primary',
      dependenciesOf: (identifier) => this.resolver.ofIdentifier(identifier),
      seesReads: () => this.#seesReads,
      events: this.events,
    }
  }
}
