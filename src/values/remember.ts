import { LoadFailedError } from '../errors'
import type { NotStoredReason } from '../events'
import { audit } from './audit'
import { type Entry, ageOf } from './entry'
import type { Flight, LoadOutcome } from './flights'
import { GuardedStores } from './guarded-stores'
import { LoadScope, failedWithin } from './load-scope'
import { loadAsOne } from './loader-lock'
import { notStored } from './not-stored'
import { checkNotOwn } from './own-value'
import { Pace } from './pace'
import { computedParts } from './computed-parts'
import { ownParts } from './own-parts'
import type { RememberContext } from './remember-context'
import { type Caller, type RememberOptions, checkArguments, resolveRememberOptions } from './remember-options'
import { type Found, type Wanted, StoredTexts, asFound, staleKey } from './stored-texts'
import { TracedLoads } from './traced-loads'
import { UndeclaredReads } from './undeclared-reads'
import { nameOfValue } from './value-name'

/** How long others wait for a load, in ms, where no lease says it; then the next of them loads. */
export const PATIENCE_MS = 10_000

/** How many callers are served in one turn of the event loop. */
const CALLERS = 100

/** Answers from a value store, or loads and stores: the key first, always. */
export class Rememberer {
  readonly #context: RememberContext
  readonly #stores: GuardedStores
  readonly #traced: TracedLoads
  readonly #texts: StoredTexts
  readonly #undeclared: UndeclaredReads
  readonly #callers = new Pace(CALLERS)

  constructor(context: RememberContext) {
    this.#context = context
    this.#stores = new GuardedStores(context.deadlineMs, context.events)
    this.#traced = new TracedLoads(context)
    this.#texts = new StoredTexts(context.events)
    this.#undeclared = new UndeclaredReads(context.events)
  }

  async get<Value>(
    { isTraced, caller, kind, source }: Caller,
    given: readonly unknown[],
    givenLoad: () => Value | PromiseLike<Value>,
    givenOptions: RememberOptions,
  ): Promise<Value> {
    const askedAt = performance.now()
    const declared = checkArguments(caller, given, givenLoad)
    const own = resolveRememberOptions(caller, givenOptions)
    const { manager, generator } = this.#context.callerWith(own.manager, own.isFresh, source)
    const options = manager === own.manager ? own : { ...own, manager }
    const parts = isTraced ? computedParts(declared, options.name) : declared
    const { isPlain, isShared } = options
    const serializer = isPlain ? this.#context.plainSerializer : (options.serializer ?? this.#context.serializer)
    const load =
      isPlain || isShared ? async (): Promise<Value> => asFound(await givenLoad(), serializer, isShared) : givenLoad
    const values = options.values ? this.#stores.of(options.values) : this.#context.values
    const prepared = ownParts(kind, generator.prepare(parts))
    // In a transaction nobody waits for others.
    const paused = options.manager ? undefined : this.#callers.step(1)
    if (paused) await paused
    const { ended } = values.flights
    const { key, entry } = await this.#context.lookup.find(prepared, generator, values)
    const around = LoadScope.current
    // Its statements are then those of the load around it.
    if (!key.cacheable) {
      around?.veto('uncacheable')
      return load()
    }
    if (key.hasVersions) around?.veto('uncacheable')
    else around?.depend(this.#context.owner, key.dependencies)
    const wanted: Wanted<Value> = {
      parts,
      prepared,
      load,
      options,
      generator,
      serializer,
      isTraced,
      askedAt,
      key,
      values,
      ended,
    }
    const found = entry && (await this.#texts.open(wanted, entry))
    if (found) return this.#hit(wanted, found)
    this.#context.events.emit('miss', { key: key.key })
    return this.#loadOrStale(wanted)
  }

  async #loadOrStale<Value>(wanted: Wanted<Value>): Promise<Value> {
    const { staleWhileRevalidateMs, staleIfErrorMs } = wanted.options
    const stale = await this.#texts.stale(wanted, staleWhileRevalidateMs)
    if (stale) {
      // Who waits for it has it from the store next time.
      LoadScope.outside(() => this.#load(wanted)).catch((cause: unknown) => {
        const reason = cause instanceof Error ? cause.message : String(cause)
        const error = new LoadFailedError(`A value could not be loaded again: ${reason}`, { cause })
        this.#context.events.emit('error', { error })
      })
      return this.#giveStale(wanted, stale, undefined)
    }
    try {
      return await this.#load(wanted)
    } catch (error) {
      const old = await this.#texts.stale(wanted, staleIfErrorMs)
      if (!old) throw error
      return this.#giveStale(wanted, old, error)
    }
  }

  /** Loads, unless the same is being loaded already. */
  async #load<Value>(first: Wanted<Value>): Promise<Value> {
    let wanted = first
    // Who is in a transaction holds a connection, and must not wait for somebody who may need one.
    if (wanted.options.manager) return this.#loadAlone(wanted)
    const leaseMs = wanted.options.lockLeaseMs ?? PATIENCE_MS
    // One lease for a load that may never end, and one for that of who comes next: else all load when one hangs.
    const giveUpAt = performance.now() + 2 * leaseMs
    const waiting = LoadScope.current?.flights ?? []
    for (;;) {
      const flight = wanted.values.flights.underway(wanted.key.key, wanted.ended)
      if (!flight) break
      checkNotOwn(wanted)
      const mostMs = Math.min(leaseMs - flight.ageMs, giveUpAt - performance.now())
      if (mostMs <= 0 && !flight.hasEnded) break
      // Each would wait for the other.
      if (flight.isHeldUpBy(waiting)) return this.#loadAlone(wanted)
      const loaded = await flight.wait(mostMs, waiting).catch(failedWithin)
      if (!loaded) continue
      const shared = await this.#texts.shared(wanted, loaded)
      if (shared) return this.#use(shared) as Value
      // What was vetoed may have been so for reasons of that caller alone.
      if (!loaded.entry || wanted !== first) return this.#loadAlone(wanted)
      // What it was made of has changed since. What is begun now is new enough for all who have waited.
      wanted = { ...wanted, ended: wanted.values.flights.ended }
    }
    return this.#loadForOthers(wanted, giveUpAt)
  }

  async #loadAlone<Value>(wanted: Wanted<Value>): Promise<Value> {
    return (await this.#loadAndStore(wanted)).value
  }

  /** Loads what others who ask for it meanwhile share. */
  async #loadForOthers<Value>(wanted: Wanted<Value>, giveUpAt: number): Promise<Value> {
    let own: { readonly value: Value } | undefined
    const loaded = await wanted.values.flights.begin(wanted.key.key, (flight) =>
      this.#throughLock(wanted, giveUpAt, async (isLocked) => {
        const { value, loaded } = await this.#loadAndStore(wanted, flight, isLocked)
        own = { value }
        return loaded
      }),
    )
    if (own) return own.value
    const found = await this.#texts.current(wanted, loaded.entry)
    return found ? (this.#use(found) as Value) : this.#loadAlone(wanted)
  }

  #throughLock<Value>(
    wanted: Wanted<Value>,
    giveUpAt: number,
    load: (isLocked: boolean) => Promise<LoadOutcome>,
  ): Promise<LoadOutcome> {
    const { lockLeaseMs } = wanted.options
    const { locks } = this.#context
    // A load around that keeps the same value elsewhere may have the lock itself.
    if (lockLeaseMs === undefined || !locks || LoadScope.current?.hasLock(wanted.key.key)) return load(false)
    const look = async (): Promise<LoadOutcome | undefined> => {
      const found = await this.#texts.find(wanted)
      return found && { entry: found.entry, isStored: true }
    }
    return loadAsOne(locks, wanted.key.key, lockLeaseMs, giveUpAt, look, load)
  }

  async #loadAndStore<Value>(
    wanted: Wanted<Value>,
    flight?: Flight,
    isLocked = false,
  ): Promise<{ value: Value; loaded: LoadOutcome }> {
    const loading = { key: wanted.key.key, values: wanted.values, flight, isLocked }
    const tracing = this.#traced.tracingOf(wanted)
    const scope = new LoadScope(this.#context.owner, this.#context.readsPrimary, { ...loading, tracing })
    const [loadedAt, begunAt] = [Date.now(), performance.now()]
    const beginning = this.#traced.begin(scope)
    if (beginning) await beginning
    const value = await scope.run(wanted.load).catch(async (error: unknown): Promise<never> => {
      await scope.endWithin(wanted.key.dependencies)
      throw error
    })
    const { veto, within } = await scope.endWithin(wanted.key.dependencies)
    if (!veto && tracing) this.#traced.check(wanted, within)
    if (!veto && !tracing) this.#undeclared.check(nameOfValue(wanted), wanted.key, scope)
    const text = veto === undefined ? this.#texts.textOf(wanted, value) : undefined
    const entry = text === undefined ? undefined : { loadedAt, ttlMs: wanted.options.ttlMs, within, text }
    const reason = veto?.reason ?? (await this.#store(wanted, value, entry))
    if (reason) this.#context.events.emit('notStored', notStored(wanted, reason, entry, veto?.query))
    return { value, loaded: { entry, begunAt, isStored: reason === undefined } }
  }

  /** @returns why it was not stored, if it was not */
  async #store(
    { key, options, values }: Wanted<unknown>,
    value: unknown,
    entry: Entry | undefined,
  ): Promise<NotStoredReason | undefined> {
    if (!options.storesNull && (value === null || value === undefined)) return 'null'
    if (!entry) return 'unserializable'
    if (Buffer.byteLength(entry.text) > options.maxBytes) return 'too-large'
    const staleMs = Math.max(options.staleWhileRevalidateMs, options.staleIfErrorMs)
    const stored = await Promise.all([
      values.set(key.key, entry),
      staleMs > 0 && values.setLasting(staleKey(key), { ...entry, ttlMs: staleMs }),
    ])
    return stored[0] ? undefined : 'failed'
  }

  #hit<Value>(wanted: Wanted<Value>, found: Found): Value {
    const { entry } = found
    this.#context.events.emit('hit', { key: wanted.key.key, ageMs: ageOf(entry) })
    // In a transaction it would get in the caller's way: an error there would end it.
    if (!wanted.options.manager && Math.random() < wanted.options.sampleRate) {
      const { owner, events } = this.#context
      // By an old token an old value is no finding.
      const again = { ...wanted, generator: this.#context.freshGenerator(), entry, owner, events }
      LoadScope.outside(() => void audit(again))
    }
    return this.#use(found) as Value
  }

  /** What was made of the value depends on what the value was made of. */
  #use({ entry, value }: Found): unknown {
    if (entry.within) LoadScope.current?.depend(this.#context.owner, entry.within)
    return value
  }

  #giveStale<Value>(wanted: Wanted<Value>, { entry, value }: Found, error: unknown): Value {
    LoadScope.current?.veto('uncacheable')
    // For the request around, whose other values would be made of it.
    LoadScope.current?.veto('changed')
    this.#context.events.emit('stale', { key: wanted.key.key, ageMs: ageOf(entry), error })
    return value as Value
  }
}
