import { type AlkeyError, InvalidOptionError, show } from './errors'
import { callSafely } from './safe-call'

/** Why a key was uncacheable. */
export type UncacheableReason =
  /** The token store gave no answer in time. */
  | 'unavailable'
  /** Redis has answered with an error; the `cause` says which, and what to do about it. */
  | 'refused'
  /** A dependency has a token under which nothing may be cached now. */
  | 'pending'
  /** A transaction has changed a dependency and is still open: the caller's, or one on a connection that everybody shares. */
  | 'open-transaction'
  /** The transaction around sees an older state, or one that may be rolled back. */
  | 'isolation'
  /** A cache handler could not give the version of a tag. */
  | 'handler-failed'

/** Why a loaded value was not stored. */
export type NotStoredReason =
  | VetoReason
  /** It is `null` or `undefined`, and `storeNull` is off. */
  | 'null'
  /** It is longer than `maxBytes`. */
  | 'too-large'
  /** The serializer can't make a text of it. */
  | 'unserializable'
  /** The names in its query may mean other tables on its connection: `SET search_path`, `USE`, a temporary table. */
  | 'moved-names'
  /** The value store did not take it. */
  | 'failed'

/** Why what a load returned must not be stored, whatever it is. */
export type VetoReason =
  /** It wrote. */
  | 'wrote'
  /** It read in a transaction that has written. */
  | 'open-transaction'
  /** It locked the rows that it read. */
  | 'locked-rows'
  /** It read in a transaction that sees an older state, or one that may be rolled back. */
  | 'isolation'
  /** It read a replica, which may lag behind. */
  | 'replica'
  /** It used a value whose key was uncacheable, or an old one. */
  | 'uncacheable'
  /** What it used had changed before it ended. */
  | 'changed'

/** What can be watched with `alkey.on(event, listener)`, and what listeners get. */
export interface AlkeyEvents {
  /** Tokens were bumped: after a commit, an autocommit statement or an invalidation. */
  readonly bumped: { readonly identifiers: readonly string[] }
  /** A key was given that nobody will ask for again; with the error that is the reason, if one is. */
  readonly uncacheable: { readonly reason: UncacheableReason; readonly key: string; readonly cause?: unknown }
  /** Tokens could not be bumped; this process tries again before it reads tokens. */
  readonly owed: { readonly identifiers: readonly string[]; readonly error: unknown }
  /** What was owed has been bumped. */
  readonly delivered: { readonly identifiers: readonly string[] }
  /** Records whose writer had fallen silent were found, and what they name has been bumped. */
  readonly repaired: { readonly identifiers: readonly string[] }
  /**
   * The token store can't be used: from now on keys are uncacheable and bumps owed, without anybody waiting. Of Redis, the
   * cause says what to do about it. Without a listener it goes to the `logger`.
   */
  readonly unavailable: { readonly cause: unknown }
  /** The token store can be reached again, so long after. Without a listener it goes to the `logger`. */
  readonly available: { readonly afterMs: number }
  /**
   * A statement was executed whose effect can't be known: `CALL`, `DO`, `EXECUTE`, a function of `writingFunctions`. The
   * option `onUnknownWrite` decides what it invalidates. `statement` is its name, like `'CALL archive'`; for `DO`, which has
   * no name, the first 80 characters with `?` for values. The event comes once for each `statement`.
   */
  readonly unknownWrite: { readonly statement: string }
  /**
   * A table was written that no entity maps, so no key depends on it. `table` is its name as in identifiers, like
   * `'sales.orders_2026'`. Each table is told of once; `aliases` can say which table it stands for.
   */
  readonly unmapped: { readonly table: string }
  /**
   * Rows of `entity` changed whose parents by `relations` the statement did not tell. `resolution` is what was done about
   * it, as `touch.unknown` says. To spare it, name the foreign key in the statement, or set `touch.exact` to false, which
   * trusts what TypeORM has loaded.
   */
  readonly parentsUnknown: {
    readonly entity: string
    readonly relations: readonly string[]
    readonly resolution: 'select' | 'bulk' | 'skip'
  }
  /** `remember`, or a query with TypeORM's `cache`, found a value that was loaded so long ago. */
  readonly hit: { readonly key: string; readonly ageMs: number }
  /** It found none, so a value is loaded. */
  readonly miss: { readonly key: string }
  /** A loaded value was given to its caller, but not stored. */
  readonly notStored: { readonly key: string; readonly reason: NotStoredReason }
  /** `remember` gave an old value, as it was told to: while a new one is loaded, or in place of an `error` of the load. */
  readonly stale: { readonly key: string; readonly ageMs: number; readonly error?: unknown }
  /** An audit has loaded another value than is stored, though nothing has changed that it depends on. */
  readonly mismatch: {
    readonly key: string
    readonly ageMs: number
    readonly stored: unknown
    readonly loaded: unknown
  }
  /**
   * TypeORM's `cache` can't cache a query, for the `reason`. The event comes once for each query. Without a listener, each
   * reason goes to the `logger` once.
   */
  readonly uncachedQuery: { readonly query: string; readonly reason: string }
  /**
   * A load of `remember` has read a `table` that none of the parts covers, by a `query`: the value stays as it is when that
   * changes. Without `table`: nothing covers anything, and only the `ttl` ends the value. `name` is the first text among the
   * parts. The event comes once for each name and table; without a listener it goes to the `logger`.
   */
  readonly undeclared: { readonly name: string; readonly table?: string; readonly query?: string }
  /** Something failed where throwing would have failed a write. Without a listener each kind goes to the `logger` once. */
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
  hit: 0,
  miss: 0,
  notStored: 0,
  stale: 0,
  mismatch: 0,
  uncachedQuery: 0,
  undeclared: 0,
  error: 0,
}

/** Takes events without a listener, and failures of listeners. */
export interface Unheard {
  /** An event that has no listener. */
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
        `There is no event ${show(name)}. The events are ${Object.keys(noEvents).join(', ')}.`,
      )
    }
    if (typeof (listener as unknown) !== 'function') {
      throw new InvalidOptionError(`A listener of the event '${name}' is a function, not ${show(listener)}.`)
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
    // A copy, since a listener that adds itself again would be met for ever.
    for (const registration of [...registered]) {
      if (!registered.has(registration)) continue
      const listener = registration.listener as (event: AlkeyEvents[Name]) => unknown
      callSafely(
        () => listener(event),
        (thrown) => this.#unheard?.failure(name, thrown),
      )
    }
  }
}
