import { type AlkeyError, InvalidOptionError, show } from './errors'
import { callSafely } from './safe-call'

/** Why a key was uncacheable. */
export type UncacheableReason =
  /** The token store gave no answer in time. */
  | 'unavailable'
  /** Redis refused a command. The `cause` says which one, why, and what to do. */
  | 'refused'
  /** The token store has marked a dependency as not cacheable for now. */
  | 'pending'
  /** An open transaction has changed a dependency: the caller's, or one on a connection that all callers share. */
  | 'open-transaction'
  /** The caller's transaction reads an older snapshot, or data that may still be rolled back. */
  | 'isolation'
  /** A cache handler failed to read the version of a tag. */
  | 'handler-failed'
  /** The key was made with the tokens of a request, and something was committed since that request began. */
  | 'changed'
  /** The option `manager` failed, so the caller's transaction is unknown. */
  | 'manager-failed'
  /** The request had done before what must not be stored: it read in a transaction that has written, from a replica, … */
  | 'vetoed'

/** Why a loaded value was not stored. */
export type NotStoredReason =
  | VetoReason
  /** It is `null` or `undefined`, and `storeNull` is off. */
  | 'null'
  /** It is longer than `maxBytes`. */
  | 'too-large'
  /** The serializer can't turn it into text. */
  | 'unserializable'
  /** The value store failed. */
  | 'failed'

/** What a load did so that its result must not be stored, whatever the result is. */
export type VetoReason =
  /** It wrote. */
  | 'wrote'
  /** It read in a transaction that has written. */
  | 'open-transaction'
  /** It locked the rows that it read. */
  | 'locked-rows'
  /** It read an older snapshot, or data that may still be rolled back. */
  | 'isolation'
  /** A query of it failed: what that says of the data can't be told. */
  | 'failed-query'
  /** It is a response whose `Vary` names headers that the option `vary` of `httpCache` does not. */
  | 'varies'
  /** It read from a replica, which may lag behind. */
  | 'replica'
  /** It used a value with an uncacheable key, or a stale value; or the tokens of what it read could not be had. */
  | 'uncacheable'
  /** A dependency of a value that it used changed before it ended. */
  | 'changed'
  /** `computed` and `cache` only: table names may mean others, by `SET search_path`, `USE`, a temporary table, `CALL`. */
  | 'moved-names'
  /** A load of `computed` sent a query of which it can't be told what it reads. The event `uncachedQuery` says why. */
  | 'unknown-reads'
  /** `computed` was called before a DataSource was attached, so the queries of the load could not be seen. */
  | 'not-attached'

/** The events of `alkey.on(event, listener)`, and what each passes to its listeners. */
export interface AlkeyEvents {
  /** The tokens of `identifiers` were replaced: after a commit, an autocommit statement or an invalidation. */
  readonly bumped: { readonly identifiers: readonly string[] }
  /** An uncacheable `key` was made: it never occurs again. `cause` is the error behind the `reason`, if there is one. */
  readonly uncacheable: { readonly reason: UncacheableReason; readonly key: string; readonly cause?: unknown }
  /** The tokens of `identifiers` could not be replaced. This process tries again, at the latest before it reads tokens. */
  readonly owed: { readonly identifiers: readonly string[]; readonly error: unknown }
  /** Tokens that were owed are replaced now. */
  readonly delivered: { readonly identifiers: readonly string[] }
  /** A writer died; the tokens that its record names were replaced for it. May come several times for one record. */
  readonly repaired: { readonly identifiers: readonly string[] }
  /**
   * The token store can't be used. Until `available`, keys are uncacheable and changes are owed; no call waits for the
   * store. With Redis, `cause` says what to do. Without a listener, the `logger` gets a warning.
   */
  readonly unavailable: { readonly cause: unknown }
  /** The token store can be used again, `afterMs` after it was lost. Without a listener, the `logger` gets a warning. */
  readonly available: { readonly afterMs: number }
  /**
   * A statement was executed whose effect can't be known: `CALL`, `DO`, `EXECUTE`, or a function of `writingFunctions`. The
   * option `onUnknownWrite` decides which keys change. `statement` names it, like `'CALL archive'`. `DO` has no name: then
   * it is the first 80 characters of the text, with `?` for values. Emitted once for each `statement`.
   */
  readonly unknownWrite: { readonly statement: string }
  /** A table was written that no entity maps, so no key depends on it. `table` is its name as in identifiers, like
   * `'sales.orders_2026'`. If it stands for a mapped table, name that in the option `aliases`. Emitted once for each table. */
  readonly unmapped: { readonly table: string }
  /**
   * Rows of `entity` changed, and the statement did not name the foreign keys of `relations`, nor the values of `scopes`
   * (bulk identifiers; absent where there are none). `resolution` is what `touch.unknown` made of it: the parents were read,
   * changed in bulk, or skipped. Scopes are never skipped. To avoid this, name these columns, or set `touch.exact` to false.
   */
  readonly parentsUnknown: {
    readonly entity: string
    readonly relations: readonly string[]
    readonly scopes?: readonly string[]
    readonly resolution: 'select' | 'bulk' | 'skip'
  }
  /**
   * Keys that depend on `scopes` depend on their whole tables for now, because `processes` change tokens without keeping these
   * scopes: they run with other options `scopes`, as during a deploy. Each is named by its host, its process id and a random text.
   * Emitted once for each scope and change of these processes. Without a listener, the `logger` gets a warning.
   */
  readonly scopesUnused: { readonly scopes: readonly string[]; readonly processes: readonly string[] }
  /** `remember`, `computed`, or a query with TypeORM's `cache`, found a stored value, loaded `ageMs` ago. */
  readonly hit: { readonly key: string; readonly ageMs: number }
  /** `remember`, `computed`, or a query with TypeORM's `cache`, found no stored value and loads it. */
  readonly miss: { readonly key: string }
  /**
   * A loaded value was returned to its caller, but not stored. `name` is that of a value of `remember` or `computed`, as in
   * `undeclared`. `query` is the statement of the load that is the reason, where one is. With `'too-large'`, `bytes` is the
   * length of its text, which `maxBytes` forbids. Without a listener, the `logger` gets one warning for each name and reason of
   * `'too-large'`, `'wrote'`, `'locked-rows'`, `'unknown-reads'`, `'not-attached'` and `'varies'`: such a value is never stored.
   */
  readonly notStored: {
    readonly key: string
    readonly reason: NotStoredReason
    readonly name?: string
    readonly query?: string
    readonly bytes?: number
    readonly maxBytes?: number
  }
  /** `remember` or `computed` returned an old value, as its options allow: while a new value is loaded, or because the load failed with `error`. */
  readonly stale: { readonly key: string; readonly ageMs: number; readonly error?: unknown }
  /** An audit loaded a value that differs from the stored one, though none of its dependencies changed. */
  readonly mismatch: {
    readonly key: string
    readonly ageMs: number
    readonly stored: unknown
    readonly loaded: unknown
  }
  /**
   * A query with TypeORM's `cache`, or one of a load of `computed`, can't be cached; `reason` says why. Emitted once for each
   * query. Without a listener, the `logger` gets one warning for each reason.
   */
  readonly uncachedQuery: { readonly query: string; readonly reason: string }
  /**
   * A load of `remember` read a `table` by a `query`, and no part covers that table: when it changes, the value stays.
   * Without `table`, the parts depend on nothing, and only the `ttl` ends the value. `name` is the option of that name, else
   * the first text among the parts; without one, all of them. Emitted once for each name and table. Without a listener, the `logger` gets a warning.
   */
  readonly undeclared: { readonly name: string; readonly table?: string; readonly query?: string }
  /**
   * A load of `computed` sent no query and used no cached value, and no part is a dependency, so only the `ttl` ends the value.
   * Emitted once for each name. Without a listener, the `logger` gets a warning.
   */
  readonly independent: { readonly name: string }
  /**
   * A load of `computed` read so many rows of a `table`, or depends on so much in all, that its further queries of it depend on
   * the whole table. Emitted once for each name.
   */
  readonly widened: { readonly name: string; readonly table: string }
  /** Something failed that must not fail a write or a read. Without a listener, the `logger` gets one warning for each kind. */
  readonly error: { readonly error: AlkeyError }
}

export type AlkeyEventName = keyof AlkeyEvents
export type AlkeyListener<Name extends AlkeyEventName> = (event: AlkeyEvents[Name]) => void

/** One call of `on`: the same function may be added several times, and each time is removed alone. */
interface Registration {
  readonly listener: (event: never) => unknown
}

const noEvents: Readonly<Record<AlkeyEventName, number>> = {
  bumped: 0,
  uncacheable: 0,
  owed: 0,
  delivered: 0,
  repaired: 0,
  unavailable: 0,
  available: 0,
  unknownWrite: 0,
  unmapped: 0,
  parentsUnknown: 0,
  scopesUnused: 0,
  hit: 0,
  miss: 0,
  notStored: 0,
  stale: 0,
  mismatch: 0,
  uncachedQuery: 0,
  undeclared: 0,
  independent: 0,
  widened: 0,
  error: 0,
}

/** Takes events without a listener, and failures of listeners. */
export interface Unheard {
  event<Name extends AlkeyEventName>(name: Name, event: AlkeyEvents[Name]): void
  /** A listener threw or rejected. */
  failure(name: AlkeyEventName, thrown: unknown): void
}

/** Calls the listeners of events. A listener that throws or rejects does no harm to the caller. */
export class EventHub {
  readonly #counts = { ...noEvents }
  readonly #unheard: Unheard | undefined
  readonly #listeners = new Map<AlkeyEventName, Set<Registration>>()

  constructor(unheard?: Unheard) {
    this.#unheard = unheard
  }

  /** @returns a function that removes the listener */
  on<Name extends AlkeyEventName>(name: Name, listener: AlkeyListener<Name>): () => void {
    if (!Object.hasOwn(noEvents, name)) {
      throw new InvalidOptionError(
        `There is no event ${show(name)}. The events are: ${Object.keys(noEvents).join(', ')}.`,
      )
    }
    if (typeof (listener as unknown) !== 'function') {
      throw new InvalidOptionError(`The listener of the event '${name}' must be a function, not ${show(listener)}.`)
    }
    const registration: Registration = { listener }
    const registered = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, registered.add(registration))
    return () => {
      registered.delete(registration)
    }
  }

  /** How often each event has happened. */
  get counts(): Readonly<Record<AlkeyEventName, number>> {
    return { ...this.#counts }
  }

  emit<Name extends AlkeyEventName>(name: Name, event: AlkeyEvents[Name]): void {
    this.#counts[name]++
    const registered = this.#listeners.get(name)
    if (!registered?.size) {
      this.#unheard?.event(name, event)
      return
    }
    const failed = (thrown: unknown): void => this.#unheard?.failure(name, thrown)
    // A copy, since a listener that adds itself again would be met for ever.
    for (const registration of [...registered]) {
      if (!registered.has(registration)) continue
      const listener = registration.listener as (event: AlkeyEvents[Name]) => unknown
      callSafely(() => listener(event), failed)
    }
  }
}
