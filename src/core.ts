import type { DataSource, EntityManager } from 'typeorm'
import { watchAvailability } from './changes/availability-watch'
import type { ChangeLedger } from './changes/change-ledger'
import { Delivery } from './changes/delivery'
import { GuardedTokenSource } from './changes/guarded-token-source'
import { OpenChanges } from './changes/open-changes'
import { TagDelivery } from './changes/tag-delivery'
import { NoRecords, type Records, StoredRecords } from './changes/records'
import { EventHub } from './events'
import type { TagHome } from './identifiers/tag'
import type { DependencyResolver } from './keys/dependency'
import { CacheKeyGenerator, type KeySources } from './keys/cache-key-generator'
import { UnattachedResolver } from './keys/unattached-resolver'
import type { ResolvedOptions } from './options'
import { RedisTokenStore } from './redis/redis-token-store'
import { isChangeLog } from './tokens/change-log'
import type { TokenSource } from './tokens/token-source'
import type { TokenStore } from './tokens/token-store'
import { Attachment } from './typeorm/attachment'
import { DataSourceClasses } from './typeorm/entities/data-source-classes'
import { EntityResolver } from './typeorm/entities/entity-resolver'
import {
  type AlkeyQueryResultCache,
  type QueryResultCacheOptions,
  QueryResults,
} from './typeorm/result-cache/query-result-cache'
import { type EntityClasses, noClasses } from './values/entity-classes'
import { holdsLocks } from './values/load-locks'
import { GuardedValues } from './values/guarded-values'
import { MemoryValueStore } from './values/memory-value-store'
import { Rememberer } from './values/remember'
import type { RememberContext } from './values/remember-context'
import { StructuredSerializer } from './values/structured-serializer'
import { holdsValues } from './values/value-store'

/** The parts of one `Alkey`, and how they meet. */
export class Core {
  readonly events = new EventHub()
  readonly store: TokenStore
  readonly delivery: Delivery
  readonly attachment: Attachment
  readonly rememberer: Rememberer
  /** Tags that cache handlers keep. */
  readonly tags: TagDelivery
  /** Where the tags of `alkey.tag` are kept. */
  readonly tagHome: TagHome
  readonly #values: GuardedValues
  /** Tells this `Alkey` from others that share a DataSource or a load with it. */
  readonly #id = Symbol('alkey')
  readonly #options: ResolvedOptions
  readonly #records: Records
  readonly #source: TokenSource
  readonly #unattached: DependencyResolver
  readonly #stopWatching: () => void
  /** The store, where it was opened here. */
  readonly #own: RedisTokenStore | undefined
  #ending: Promise<void> | undefined
  #resolver: DependencyResolver
  #generator: CacheKeyGenerator
  /** What it takes to find the classes of entities is gathered for the first value, if one comes. */
  #classes: () => EntityClasses = () => noClasses

  constructor(options: ResolvedOptions) {
    this.#options = options
    this.store = options.store ?? (this.#own = redisStore(options))
    this.tagHome = options.store ?? options.namespace
    this.delivery = new Delivery(this.store, this.events)
    this.#records = isChangeLog(this.store)
      ? new StoredRecords(this.store, options.leaseMs, this.events, {
          statesOf: (writers) => this.attachment.writers.statesOf(writers),
        })
      : new NoRecords(this.delivery, options.leaseMs)
    this.tags = new TagDelivery(options.deadlineMs, options.leaseMs, this.events)
    const open = new OpenChanges()
    this.#source = new GuardedTokenSource(this.store, this.delivery, this.#records, open)
    this.#unattached = new UnattachedResolver(options.schemaVersion, this.tagHome)
    this.#resolver = this.#unattached
    this.#generator = this.#generatorFrom({ source: this.#source, tags: this.tags })
    const ledger: ChangeLedger = {
      delivery: this.delivery,
      open,
      records: this.#records,
      events: this.events,
      tags: this.tags,
      rejectsUnrecorded: options.onUnavailable === 'reject',
    }
    this.attachment = new Attachment(this.#id, ledger, options, (dataSource) => {
      this.#serve(dataSource)
    })
    const values = options.values ?? (holdsValues(this.store) ? this.store.values : new MemoryValueStore())
    this.#values = new GuardedValues(values, options.deadlineMs, this.events)
    this.rememberer = new Rememberer(this.#rememberContext())
    this.#stopWatching = watchAvailability(this.store, this.events, this.delivery, this.#records)
  }

  /** Finds what parts depend on, by the entities of the DataSource that is attached. */
  get resolver(): DependencyResolver {
    return this.#resolver
  }

  get generator(): CacheKeyGenerator {
    return this.#generator
  }

  /** As seen from inside the transaction of `manager`. @throws NotAttachedError */
  generatorWithin(manager: EntityManager): CacheKeyGenerator {
    return this.#generatorFrom(this.attachment.within(manager, { source: this.#source, tags: this.tags }))
  }

  queryResultCache(options: QueryResultCacheOptions): AlkeyQueryResultCache {
    return new QueryResults(
      {
        ...this.attachment.cachedQueries,
        generator: () => this.#generator,
        dependenciesOf: (identifier) => this.#resolver.ofIdentifier(identifier),
        values: this.#values,
        delivery: this.delivery,
        events: this.events,
        owner: this.#id,
      },
      options,
    )
  }

  /** What is still owed: identifiers, and names of tags. */
  get owed(): readonly string[] {
    return [...this.delivery.owed, ...this.tags.owed]
  }

  /**
   * Delivers what is owed, for at most `deadlineMs`, and closes what was opened here. While there is a DataSource, what it
   * writes is still recorded and bumped: then the end comes with its own.
   */
  async close(deadlineMs: number): Promise<void> {
    if (!this.attachment.retire(() => this.#end(deadlineMs))) return this.#end(deadlineMs)
    this.#records.rest()
    this.#own?.rest()
    await this.delivery.drain(deadlineMs, Promise.resolve())
    await this.tags.settle()
  }

  #end(deadlineMs: number): Promise<void> {
    return (this.#ending ??= this.#endNow(deadlineMs))
  }

  async #endNow(deadlineMs: number): Promise<void> {
    await this.delivery.drain(deadlineMs, this.attachment.detach())
    this.delivery.stop()
    await this.tags.close()
    this.#records.stop()
    this.#stopWatching()
    await this.#own?.close()
  }

  #serve(dataSource: DataSource | undefined): void {
    const { schemaVersion } = this.#options
    this.#resolver = dataSource ? new EntityResolver(dataSource, schemaVersion, this.tagHome) : this.#unattached
    this.#generator = this.#generatorFrom({ source: this.#source, tags: this.tags })
    let classes: EntityClasses | undefined
    this.#classes = () => (classes ??= dataSource ? new DataSourceClasses(dataSource) : noClasses)
  }

  #generatorFrom(from: KeySources): CacheKeyGenerator {
    const { namespace } = this.#options
    return new CacheKeyGenerator({ namespace, resolver: this.#resolver, ...from, events: this.events })
  }

  #rememberContext(): RememberContext {
    const { deadlineMs, replicas } = this.#options
    return {
      owner: this.#id,
      generatorFor: (manager) => (manager ? this.generatorWithin(manager) : this.#generator),
      values: this.#values,
      serializer: new StructuredSerializer(() => this.#classes()),
      locks: holdsLocks(this.store) ? this.store.locks : undefined,
      deadlineMs,
      readsPrimary: replicas === 'primary',
      events: this.events,
    }
  }
}

function redisStore({ redis, namespace, deadlineMs, tokenTtlMs }: ResolvedOptions): RedisTokenStore {
  return new RedisTokenStore({ redis: redis as NonNullable<typeof redis>, namespace, deadlineMs, tokenTtlMs })
}
