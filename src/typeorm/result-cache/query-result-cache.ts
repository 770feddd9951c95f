import type { QueryRunner } from 'typeorm'
import { Changes } from '../../changes/changes'
import type { Delivery } from '../../changes/delivery'
import { InvalidValueError } from '../../errors'
import type { EventHub, NotStoredReason } from '../../events'
import type { Dependency } from '../../keys/dependency'
import type { PreparedParts } from '../../keys/parts-encoder'
import type { CacheKeyGenerator } from '../../keys/cache-key-generator'
import type { DerivedKey } from '../../keys/derived-key'
import { type Entry, ageOf } from '../../values/entry'
import type { GuardedValues } from '../../values/guarded-values'
import { mayNamesBeMoved } from '../connections/changed-settings'
import { LoadScope } from '../../values/load-scope'
import type { ValueLookup } from '../../values/value-lookup'
import { expectQuery } from '../connections/expected-query'
import { type TransactionOf, isInTransaction, unsafeToStore } from '../connections/read-judge'
import { watchQueriesOf } from '../connections/watched-queries'
import { isEmbedded } from '../embedded'
import { connectionOf, dataSourceOf } from '../versions'
import type { Notices } from '../hooks/notices'
import type { DataSourceWrites } from '../reach/data-source-writes'
import { type Activity, type QueryCacheEntry, type Missed, foundQuery, isAsked, isMissed, missed } from './asked-query'
import { type QueryResultCacheOptions, checkCacheOptions } from './cache-options'
import { KnownQueries } from './known-queries'
import { mayPersist } from './persisting'
import { MOST_MS, type QueryFlights } from './query-flights'
import { ALL_QUERIES, type QueryParts, type QueryPlace, placeOf, queryIdentifier, queryParts } from './query-parts'
import { sqlOf } from './query-text'
import { type StoredResult, fromStored, toStored, typesOf } from './stored-result'

/** A query result cache for the option `cache: { provider }` of a DataSource. TypeORM calls its methods. */
export interface AlkeyQueryResultCache {
  connect(): Promise<void>
  disconnect(): Promise<void>
  synchronize(): Promise<void>
  getFromCache(query: QueryCacheEntry, queryRunner?: QueryRunner): Promise<QueryCacheEntry | undefined>
  storeInCache(query: QueryCacheEntry, saved: QueryCacheEntry | undefined, queryRunner?: QueryRunner): Promise<void>
  isExpired(saved: QueryCacheEntry): boolean
  /** Makes all queries miss. */
  clear(): Promise<void>
  /** Makes the queries with these cache ids miss. */
  remove(identifiers: readonly string[]): Promise<void>
}

/** What is looked up for a query, and whether it is that of the query with these parameters. */
type Asking = Pick<QueryParts, 'areFor'> & { readonly prepared: PreparedParts }

/** The same; or why it can't be cached; or nothing, if it is not to be. */
type ToldQuery = Asking | { readonly unknown: string } | undefined

/** What is known of the DataSource that is attached. */
export interface AttachedQueries {
  readonly notices: Notices
  readonly flights: QueryFlights
  /** What is written and read on a query runner's DataSource; `undefined` where that is not attached. */
  readonly writesOf: (queryRunner: QueryRunner) => DataSourceWrites | undefined
  readonly transactionOf: TransactionOf
  readonly activityOf: (queryRunner: QueryRunner) => Activity
}

export interface QueryResultCacheContext extends AttachedQueries {
  readonly generator: () => CacheKeyGenerator
  /** Reads past the tokens that are kept in this process. */
  readonly freshGenerator: () => CacheKeyGenerator
  readonly lookup: ValueLookup
  readonly values: GuardedValues
  readonly events: EventHub
  readonly delivery: Delivery
  readonly dependenciesOf: (identifier: string) => readonly Dependency[]
  /** Of the loads that have the same tokens. */
  readonly owner: symbol
}

export class QueryResults implements AlkeyQueryResultCache {
  readonly #context: QueryResultCacheContext
  readonly #vary: () => unknown
  readonly #known = new KnownQueries<ToldQuery>()

  constructor(context: QueryResultCacheContext, options: QueryResultCacheOptions) {
    const { vary } = checkCacheOptions(options)
    this.#context = context
    this.#vary = vary ?? (() => undefined)
  }

  async connect(): Promise<void> {
    // The connection is that of the values.
  }

  async disconnect(): Promise<void> {
    // Whoever has opened it closes it.
  }

  async synchronize(): Promise<void> {
    // There is no table.
  }

  async getFromCache(query: QueryCacheEntry, queryRunner?: QueryRunner): Promise<QueryCacheEntry | undefined> {
    if (!queryRunner || query.query === undefined) return undefined
    const activity = this.#context.activityOf(queryRunner)
    const asked = this.#partsOf(query, queryRunner)
    if (!asked) return undefined
    // Outside of a transaction it is judged when there is a result: to ask would take a connection.
    if (connectionOf(queryRunner) && (await unsafeToStore(queryRunner, this.#context.transactionOf))) return undefined
    const { values, events, flights, lookup } = this.#context
    // What a transaction writes may come of what it reads.
    const generator = isInTransaction(queryRunner) ? this.#context.freshGenerator : this.#context.generator
    const begunAt = Date.now()
    const { ended } = values.flights
    const { key: derived, entry } = await lookup.find(asked.prepared, generator(), values)
    if (!derived.cacheable) return undefined
    const { key } = derived
    let found = entry
    const underway = found ? undefined : values.flights.underway(key, ended)
    if (underway && mayWait(queryRunner)) found = (await underway.wait(MOST_MS))?.entry
    watchQueriesOf(queryRunner)
    const result = found && this.#open(found)
    if (found && result) {
      const rowsFor = (parameters: unknown): unknown[] | undefined => this.#use(derived, found, result, parameters)
      return foundQuery(query.query, query.duration, queryRunner, rowsFor)
    }
    events.emit('miss', { key })
    const flight = underway ? undefined : flights.begin(key, query.query, values, queryRunner)
    return missed({ ...query, result: undefined, queryRunner, key, begunAt, activity, flight }, asked.areFor)
  }

  async storeInCache(_: QueryCacheEntry, saved?: QueryCacheEntry, queryRunner?: QueryRunner): Promise<void> {
    if (!isMissed(saved) || !queryRunner) return
    const { key, begunAt, flight } = saved
    if (flight) flight.hasResult = true
    let entry: Entry | undefined
    try {
      const text = this.#textOf(saved)
      const reason = text === undefined ? 'unserializable' : await this.#refusal(saved, queryRunner)
      if (text !== undefined && reason === undefined)
        entry = { loadedAt: begunAt, ttlMs: wholeMs(saved.duration), text }
      const isStored = entry && (await this.#context.values.set(key, entry))
      if (!isStored) this.#context.events.emit('notStored', { key, reason: reason ?? 'failed' })
    } finally {
      flight?.land(entry)
    }
  }

  /** All have: TypeORM is to send the query, which is answered on its way to the database where there are rows for it. */
  isExpired(saved: QueryCacheEntry): boolean {
    if (isAsked(saved)) expectQuery(saved.queryRunner, saved.expected)
    return true
  }

  async clear(): Promise<void> {
    await this.#context.delivery.deliver(new Changes([ALL_QUERIES]))
  }

  async remove(identifiers: readonly string[]): Promise<void> {
    // TypeORM gives the queries that it makes of one these names.
    const all = identifiers.flatMap((id) => [id, `${id}-pagination`, `${id}-count`])
    await this.#context.delivery.deliver(new Changes(all.map(queryIdentifier)))
  }

  /** `undefined` for what is neither looked up nor stored. */
  #partsOf({ query: text = '', identifier, duration }: QueryCacheEntry, queryRunner: QueryRunner): Asking | undefined {
    // NaN is no duration, either.
    if (!(duration > 0)) return undefined
    const writes = this.#context.writesOf(queryRunner)
    // What `save` compares with must be what the database has, or the write is lost.
    if (!writes || mayPersist(queryRunner)) return undefined
    const variant = this.#vary()
    if (mayNamesBeMoved(queryRunner, this.#context.transactionOf(queryRunner))) return undefined
    const place = placeOf(queryRunner, identifier)
    const told = this.#known.of(writes, text, variant, place, () => this.#tell(text, variant, place, writes))
    if (!told || 'prepared' in told) return told
    this.#context.notices.uncachedQuery(sqlOf(text), told.unknown)
    return undefined
  }

  #tell(text: string, variant: unknown, place: QueryPlace, writes: DataSourceWrites): ToldQuery {
    const told = queryParts(text, place, writes, this.#context.dependenciesOf)
    if (!told || 'unknown' in told) return told
    // Within an array text is only text, whoever it comes from.
    const prepared = this.#context.generator().prepare([...told.parts, [variant]])
    return { prepared, areFor: told.areFor }
  }

  /** `undefined` for what can't be read. */
  #open({ text }: Entry): StoredResult | undefined {
    try {
      return fromStored(text)
    } catch (cause) {
      const error = new InvalidValueError('A stored query result could not be read, so the query runs.', { cause })
      this.#context.events.emit('error', { error })
      return undefined
    }
  }

  /** The rows, if they are those for these parameters, of which the query's text does not tell everything. */
  #use(derived: DerivedKey, entry: Entry, result: StoredResult, parameters: unknown): unknown[] | undefined {
    const { key } = derived
    if (result.parameters !== typesOf(parameters)) {
      this.#context.events.emit('miss', { key })
      return undefined
    }
    if (LoadScope.current) dependOn(LoadScope.current, derived, this.#context.owner)
    this.#context.events.emit('hit', { key, ageMs: ageOf(entry) })
    return result.rows
  }

  /** `undefined` for rows that would come back as something else. */
  #textOf({ query = '', answer }: Missed): string | undefined {
    try {
      if (!answer) throw new InvalidValueError('the library did not see it being sent to the database')
      return toStored(answer)
    } catch (cause) {
      this.#context.notices.uncachedQuery(sqlOf(query), cause instanceof Error ? cause.message : String(cause))
      return undefined
    }
  }

  async #refusal({ activity }: Missed, queryRunner: QueryRunner): Promise<NotStoredReason | undefined> {
    // One that was looked up outside of a transaction had no connection then.
    const { transactionOf } = this.#context
    if (mayNamesBeMoved(queryRunner, transactionOf(queryRunner))) return 'moved-names'
    const reason = await unsafeToStore(queryRunner, transactionOf)
    if (reason) return reason
    // What its transaction has written is not known any more once it was rolled back.
    const { statementsSent, transaction } = this.#context.activityOf(queryRunner)
    const isSame = statementsSent === activity.statementsSent && transaction === activity.transaction
    return isSame ? undefined : 'open-transaction'
  }
}

/** A load has used what depends on these, and depends on them itself. */
function dependOn(scope: LoadScope, { dependencies, hasVersions }: DerivedKey, owner: symbol): void {
  if (hasVersions) scope.veto('uncacheable')
  else scope.depend(owner, dependencies)
}

/** TypeORM takes any number, value stores whole ones that they can count with. */
function wholeMs(duration: number): number {
  return Math.min(Math.ceil(duration), Number.MAX_SAFE_INTEGER)
}

/** Who holds a connection while it waits for somebody who needs one may wait for ever: the pool has an end. */
function mayWait(queryRunner: QueryRunner): boolean {
  return isEmbedded(dataSourceOf(queryRunner)) || connectionOf(queryRunner) === undefined
}
