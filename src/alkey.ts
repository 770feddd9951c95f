import type { DataSource, EntityManager } from 'typeorm'
import type { ChangeLedger } from './changes/change-ledger'
import { Delivery } from './changes/delivery'
import { watchAvailability } from './changes/availability-watch'
import { GuardedTokenSource } from './changes/guarded-token-source'
import { invalidatedBy } from './changes/invalidation'
import { OpenChanges } from './changes/open-changes'
import { NoRecords, type Records, StoredRecords } from './changes/records'
import { ClosedError, InvalidPartError, UnavailableError, show } from './errors'
import { type AlkeyEventName, type AlkeyListener, EventHub } from './events'
import type { DependencyResolver } from './keys/dependency'
import { dependenciesIn } from './keys/encoding'
import { type Explanation, KeyGenerator, isCacheable } from './keys/key-generator'
import { UnattachedResolver } from './keys/unattached-resolver'
import { type AlkeyOptions, DEFAULTS, checkDuration, resolveOptions } from './options'
import { RedisTokenStore } from './redis/redis-token-store'
import { reportsAvailability } from './tokens/availability'
import { isChangeLog } from './tokens/change-log'
import type { TokenStore } from './tokens/token-store'
import { Attachment, type SubscriberClass, isEntityManager } from './typeorm/attachment'
import { EntityResolver, soleIdentifier } from './typeorm/entity-resolver'

/**
 * Whatever a key can be made of: entity instances, classes, `ref(…)`, identifiers, `GLOBAL`, `literal(…)`, plain
 * values, and arrays and plain objects of these.
 */
export type KeyPart = string | number | bigint | boolean | null | undefined | object

/** Makes cache keys; see `Alkey.keyGenerator`. */
export interface KeyGeneratorFunction {
  /** The key for `parts`: the same until one of the things that they depend on changes. */
  (...parts: readonly KeyPart[]): Promise<string>
  /** The key, what it depends on, and why it is uncacheable if it is. */
  explain(...parts: readonly KeyPart[]): Promise<Explanation>
}

/** What `close()` could not do. */
export interface CloseReport {
  /** Identifiers whose tokens could not be bumped: what others cached under them may be old. Empty when all went well. */
  readonly undelivered: readonly string[]
}

/** Cache keys that change by themselves when the data they depend on changes. */
export class Alkey {
  /**
   * Makes a key of at most 200 characters out of `A-Z a-z 0-9 : _ . -`. Make the key first, then load, then store:
   * a value loaded before its key may be older than the key says.
   *
   * @example
   * const key = await alkey.keyGenerator(ref(User, 1), 'profile')
   * @throws InvalidPartError, InvalidIdentifierError, UnknownEntityError, NotAttachedError for parts that can't be used
   */
  readonly keyGenerator: KeyGeneratorFunction
  readonly #events = new EventHub()
  readonly #store: TokenStore
  readonly #ownsStore: boolean
  readonly #delivery: Delivery
  readonly #records: Records
  readonly #attachment: Attachment
  #resolver: DependencyResolver
  #generator: KeyGenerator
  #stopWatching: (() => void) | undefined
  #isClosed = false

  /** Checks the options; connects to nothing before the first token is read or bumped. @throws InvalidOptionError */
  constructor(options: AlkeyOptions) {
    const { redis, store, namespace, deadlineMs, leaseMs, tokenTtlMs, touch, schemaVersion, onUnavailable } =
      resolveOptions(options)
    this.#ownsStore = store === undefined
    this.#store =
      store ?? new RedisTokenStore({ redis: redis as NonNullable<typeof redis>, namespace, deadlineMs, tokenTtlMs })
    this.#delivery = new Delivery(this.#store, this.#events)
    this.#records = isChangeLog(this.#store)
      ? new StoredRecords(this.#store, leaseMs, this.#events)
      : new NoRecords(this.#delivery, leaseMs)
    const open = new OpenChanges()
    const source = new GuardedTokenSource(this.#store, this.#delivery, this.#records, open)
    const unattached = new UnattachedResolver(schemaVersion)
    this.#resolver = unattached
    this.#generator = new KeyGenerator({ namespace, resolver: unattached, source, events: this.#events })
    const ledger: ChangeLedger = {
      delivery: this.#delivery,
      open,
      records: this.#records,
      events: this.#events,
      rejectsUnrecorded: onUnavailable === 'reject',
    }
    this.#attachment = new Attachment(ledger, touch, (dataSource) => {
      this.#resolver = dataSource ? new EntityResolver(dataSource, schemaVersion) : unattached
      this.#generator = new KeyGenerator({ namespace, resolver: this.#resolver, source, events: this.#events })
    })
    this.keyGenerator = this.#keyGeneratorFunction()
    if (reportsAvailability(this.#store)) {
      this.#stopWatching = watchAvailability(this.#store, this.#events, this.#delivery, this.#records)
    }
  }

  /**
   * Registers the subscriber on an initialized DataSource; twice is the same as once. After `destroy()` and
   * `initialize()` call it again, or use `alkey.subscriber`.
   *
   * @returns a function that removes it
   * @throws NotInitializedError, AlreadyAttachedError, ClosedError
   */
  attach(dataSource: DataSource): () => void {
    this.#refuseWhenClosed()
    return this.#attachment.attach(dataSource)
  }

  /**
   * A subscriber class for `new DataSource({ subscribers: [alkey.subscriber] })`. It also sees what `initialize()` does
   * (migrations, `synchronize`, `dropSchema`) and stays over `destroy()` and `initialize()`. It learns its DataSource
   * from the first statement; to pass classes or entities to `keyGenerator` before that, call `attach` as well.
   */
  get subscriber(): SubscriberClass {
    return this.#attachment.subscriberClass
  }

  /** False for a key that nobody will ask for again: storing a value under it is waste. */
  isCacheable(key: string): boolean {
    return isCacheable(key)
  }

  /** Text that changes whenever `part` is invalidated. @throws UnavailableError when tokens can't be read */
  async token(part: KeyPart): Promise<string> {
    this.#refuseWhenClosed()
    return this.#generator.token(part)
  }

  /** The identifier of an entity, a class or a `ref`. */
  identifier(part: KeyPart): string {
    return soleIdentifier(dependenciesIn(part, this.#resolver), part)
  }

  /**
   * Bumps as if the parts had changed: a row with its table and the global token, a class with every row of it,
   * `GLOBAL` alone. With a manager first, it joins that manager's transaction: bumped after its commit, dropped when
   * it is rolled back; outside a transaction it bumps now.
   *
   * @throws UnavailableError when the store did not take it yet; this process will try again before it reads tokens
   */
  async invalidate(manager: EntityManager, ...parts: readonly KeyPart[]): Promise<void>
  async invalidate(...parts: readonly KeyPart[]): Promise<void>
  async invalidate(...args: readonly KeyPart[]): Promise<void> {
    this.#refuseWhenClosed()
    const manager = isEntityManager(args[0]) ? args[0] : undefined
    const parts = manager ? args.slice(1) : args
    if (parts.length === 0)
      throw new InvalidPartError('invalidate() needs at least one part: an entity, a class, a ref or an identifier.')
    const identifiers = invalidatedBy(parts.flatMap((part) => dependenciesIn(part, this.#resolver)))
    const changes = manager && this.#attachment.changesOf(manager)
    if (changes) await changes.add(identifiers, 0)
    else if (!(await this.#delivery.deliver(identifiers))) {
      throw new UnavailableError(
        `${show(parts)} could not be invalidated yet. It will be, before this process reads tokens again.`,
      )
    }
  }

  /** Makes every key so far miss from now on, at a cost that does not grow with their number. @throws UnavailableError */
  async flush(): Promise<void> {
    this.#refuseWhenClosed()
    await this.#store.flush()
  }

  /** How often each event has happened so far: what to export as metrics. */
  get eventCounts(): Readonly<Record<AlkeyEventName, number>> {
    return this.#events.counts
  }

  /** Calls `listener` on each event of that name; see `AlkeyEvents`. @returns a function that removes it */
  on<Name extends AlkeyEventName>(event: Name, listener: AlkeyListener<Name>): () => void {
    return this.#events.on(event, listener)
  }

  /**
   * Delivers what is still owed, detaches, and closes what this `Alkey` opened itself: not a client or a store that it
   * was given. Destroy the DataSource first.
   */
  async close(options: { readonly deadlineMs?: number | undefined } = {}): Promise<CloseReport> {
    const deadlineMs = checkDuration('deadlineMs', options.deadlineMs ?? DEFAULTS.closeDeadlineMs)
    if (!this.#isClosed) {
      this.#isClosed = true
      await this.#delivery.drain(deadlineMs, this.#attachment.detach())
      this.#records.stop()
      this.#stopWatching?.()
      if (this.#ownsStore) await this.#store.close()
    }
    return { undelivered: this.#delivery.owed }
  }

  #keyGeneratorFunction(): KeyGeneratorFunction {
    const generate = async (...parts: readonly KeyPart[]): Promise<string> => {
      this.#refuseWhenClosed()
      return this.#generator.generate(parts)
    }
    const explain = async (...parts: readonly KeyPart[]): Promise<Explanation> => {
      this.#refuseWhenClosed()
      return this.#generator.explain(parts)
    }
    return Object.assign(generate, { explain })
  }

  #refuseWhenClosed(): void {
    if (this.#isClosed) throw new ClosedError('This Alkey was closed. Make a new one.')
  }
}
