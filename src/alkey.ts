import type { DataSource, EntityManager } from 'typeorm'
import { Changes } from './changes/changes'
import { invalidateNow, invalidatedBy } from './changes/invalidation'
import { Core } from './core'
import { ClosedError, InvalidOptionError, InvalidPartError, show } from './errors'
import type { AlkeyEventName, AlkeyListener } from './events'
import { AlkeyTag } from './identifiers/tag'
import type { TagInstance } from './identifiers/tag-checks'
import { isCacheable } from './keys/cache-key-generator'
import { type KeyGeneratorCalls, keyGeneratorCalls } from './keys/key-generator-function'
import type { KeyPart } from './keys/key-part'
import { contentsOf, dependenciesIn } from './keys/part-contents'
import { showPart } from './keys/show-part'
import {
  type AlkeyOptions,
  DEFAULTS,
  type UntypedEntities,
  checkDuration,
  givenOptions,
  resolveOptions,
} from './options'
import { VERSIONED } from './tokens/versioned-part'
import type { SubscriberClass } from './typeorm/hooks/subscriber-class'
import { isEntityManager } from './typeorm/instances'
import { soleIdentifier } from './typeorm/entities/entity-resolver'
import type { AlkeyQueryResultCache, QueryResultCacheOptions } from './typeorm/result-cache/query-result-cache'
import type { RememberOptions } from './values/remember-options'

/** Makes cache keys; see `Alkey.keyGenerator`. */
export interface KeyGeneratorFunction extends KeyGeneratorCalls {
  /**
   * The same, as seen from inside the transaction of `manager`: uncacheable where that has changed what the key depends
   * on, or sees an older state (`REPEATABLE READ`, `SERIALIZABLE`). Make the key after the transaction's own writes.
   *
   * @throws NotAttachedError when the manager belongs to another DataSource
   */
  within(manager: EntityManager): KeyGeneratorCalls
}

/** Bumps as if the parts had changed; see `Alkey.invalidate`. */
export interface InvalidateFunction {
  (manager: EntityManager, ...parts: readonly KeyPart[]): Promise<void>
  (...parts: readonly KeyPart[]): Promise<void>
}

/** What `close()` could not do. */
export interface CloseReport {
  /**
   * Identifiers whose tokens could not be bumped, and names of tags whose cache handlers failed: what others cached under
   * them may be old. Empty when all went well.
   */
  readonly undelivered: readonly string[]
}

/**
 * Cache keys that change by themselves when the data they depend on changes. What is used again and again can be taken out
 * of it: `const { remember, keyGenerator, tag, invalidate } = alkey`.
 *
 * @typeParam Entities entities by name, like `{ User: User }`, to have the names in `touch` and `ignore` checked
 */
export class Alkey<Entities extends object = UntypedEntities> {
  /**
   * Makes a key of at most 200 characters out of `A-Z a-z 0-9 : _ . -`. Make the key first, then load, then store:
   * a value loaded before its key may be older than the key says.
   *
   * @example
   * const key = await alkey.keyGenerator(ref(User, 1), 'profile')
   * @throws InvalidPartError, InvalidIdentifierError, UnknownEntityError, NotAttachedError for parts that can't be used
   */
  readonly keyGenerator: KeyGeneratorFunction
  readonly #core: Core
  #isClosed = false
  #closing: Promise<void> | undefined

  /** Checks the options; connects to nothing before the first token is read or bumped. @throws InvalidOptionError */
  constructor(options: NoInfer<AlkeyOptions<Entities>>) {
    this.#core = new Core(resolveOptions(options))
    const within = (manager: EntityManager): KeyGeneratorCalls =>
      keyGeneratorCalls(() => this.#open.generatorWithin(manager))
    this.keyGenerator = Object.assign(
      keyGeneratorCalls(() => this.#open.generator),
      { within },
    )
  }

  /**
   * Registers the subscriber on an initialized DataSource; twice is the same as once. It stays over `destroy()` and
   * `initialize()`.
   *
   * @returns a function that removes it
   * @throws NotInitializedError, AlreadyAttachedError, ClosedError
   */
  attach(dataSource: DataSource): () => void {
    return this.#open.attachment.attach(dataSource)
  }

  /**
   * A subscriber class for `new DataSource({ subscribers: [alkey.subscriber] })`. It also sees what `initialize()` does
   * (migrations, `synchronize`, `dropSchema`). It learns its DataSource from the first statement; to pass classes or
   * entities to `keyGenerator` before that, call `attach` as well.
   */
  get subscriber(): SubscriberClass {
    return this.#core.attachment.subscriberClass
  }

  /**
   * False for a key that will never be asked for again: don't store a value under it.
   *
   * @throws InvalidOptionError when `key` is no string
   */
  readonly isCacheable = (key: string): boolean => {
    if (typeof (key as unknown) === 'string') return isCacheable(key)
    throw new InvalidOptionError(`isCacheable() takes a key, not ${show(key)}.`)
  }

  /** Text that changes whenever `part` is invalidated. @throws UnavailableError when tokens can't be read */
  readonly token = async (part: KeyPart): Promise<string> => this.#open.generator.token(part)

  /** The identifier of an entity, a class, a `ref` or a tag of `alkey.tag`. */
  readonly identifier = (part: KeyPart): string => soleIdentifier(dependenciesIn(part, this.#core.resolver), part)

  /**
   * A part for what is no row, as a city or a tenant: `alkey.tag('city', 'chicago')`. It is kept where the tokens of rows
   * are, and as safely: bumped after a commit, by another process if the writer dies, and after an outage. An `Alkey` with
   * another store or namespace refuses it.
   *
   * @throws InvalidTagError
   */
  readonly tag = (name: string, instance: TagInstance = ''): AlkeyTag =>
    new AlkeyTag(name, instance, this.#core.tagHome, {
      version: (tag) => this.token(tag),
      increment: (tag) => this.invalidate(tag),
    })

  /**
   * Bumps as if the parts had changed: a row with its table and the global token, a class with every row of it,
   * `GLOBAL` and tags alone. Rows that a part belongs to are not known here: name them as well. With a manager first, it joins that manager's transaction: bumped after its commit, dropped when
   * it is rolled back; outside a transaction it bumps now.
   *
   * @throws UnavailableError when the store did not take it yet; this process will try again before it reads tokens
   * @throws HandlerFailedError when a tag's cache handler did not; then the same holds for it
   */
  readonly invalidate: InvalidateFunction = async (...args: readonly KeyPart[]): Promise<void> => {
    const { attachment, ledger, resolver } = this.#open
    const manager = isEntityManager(args[0]) ? args[0] : undefined
    const parts = manager ? args.slice(1) : args
    if (parts.length === 0)
      throw new InvalidPartError(
        'invalidate() needs at least one part: an entity, a class, a ref, an identifier or a tag.',
      )
    const contents = parts.map((part) => contentsOf(part, resolver))
    const identifiers = invalidatedBy(contents.flatMap(({ dependencies }) => dependencies))
    const tags = contents.flatMap((one) => one.tags).map((tag) => tag[VERSIONED])
    const changes = new Changes(identifiers, tags)
    const ofQueryRunner = manager && attachment.changesOf(manager)
    if (ofQueryRunner) await ofQueryRunner.add(changes)
    else await invalidateNow(ledger.delivery, changes, () => parts.map(showPart).join(', '))
  }

  /**
   * Gives the value that is stored under the key of `parts`, or calls `load` and stores what it returns. The key is made
   * first, loads of one key at the same time are one, and what must not be stored is not: what was loaded in a
   * transaction that has written, in an old snapshot, from a replica, or by a load that writes. Each caller has a copy of
   * its own.
   *
   * @param parts as for `keyGenerator`, with something that tells this value from others of the same entities
   * @example
   * const page = await alkey.remember([ref(User, id), 'profile'], () => renderProfile(id), { ttl: '10m' })
   * @throws what `load` throws; InvalidOptionError, and what `keyGenerator` throws for parts that can't be used
   */
  readonly remember = async <Value>(
    parts: readonly KeyPart[],
    load: () => Value | PromiseLike<Value>,
    options: RememberOptions = {},
  ): Promise<Value> => this.#open.rememberer.remember(parts, load, options)

  /**
   * A provider for TypeORM's own cache: `cache: { provider: alkey.queryResultCache }`, or with options
   * `cache: { provider: () => alkey.queryResultCache(options) }`. Queries with `cache: true`
   * are then answered from the value store until a table that they read is written. Queries whose tables can't be told
   * are not cached, nor those in transactions that have written or see an older state.
   *
   * @throws InvalidOptionError
   */
  readonly queryResultCache = (options: QueryResultCacheOptions | DataSource = {}): AlkeyQueryResultCache =>
    this.#core.queryResultCache(options)

  /**
   * Makes every key so far miss from now on, at a cost that does not grow with their number.
   *
   * @throws UnavailableError, RefusedError, ClusterUnsupportedError
   */
  async flush(): Promise<void> {
    await this.#open.store.flush()
  }

  /** How often each event has happened so far: what to export as metrics. */
  get eventCounts(): Readonly<Record<AlkeyEventName, number>> {
    return this.#core.events.counts
  }

  /** Calls `listener` on each event of that name; see `AlkeyEvents`. @returns a function that removes it @throws InvalidOptionError */
  on<Name extends AlkeyEventName>(event: Name, listener: AlkeyListener<Name>): () => void {
    return this.#core.events.on(event, listener)
  }

  /**
   * Delivers what is still owed, for at most `deadlineMs` (5,000), and closes what this `Alkey` opened itself: not a client
   * or a store that it was given. Before or after `dataSource.destroy()`: while the DataSource lives, its writes still change
   * keys for other processes, and the connection to Redis is closed with it. It keeps no process alive, but what is owed when
   * a process ends without `close()` is lost. Everything else that is asked of a closed `Alkey` rejects with `ClosedError`.
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
