import { type AlkeyError, InvalidOptionError, show } from './errors'

/** Why a key was uncacheable. */
export type UncacheableReason =
  /** The token store gave no answer in time. */
  | 'unavailable'
  /** A dependency has a token under which nothing may be cached now. */
  | 'pending'
  /** A transaction on a connection that everybody shares has changed a dependency and is still open. */
  | 'open-transaction'

/** What can be watched with `alkey.on(event, listener)`, and what listeners get. */
export interface AlkeyEvents {
  /** Tokens were bumped: after a commit, an autocommit statement or an invalidation. */
  readonly bumped: { readonly identifiers: readonly string[] }
  /** A key was given that nobody will ask for again. */
  readonly uncacheable: { readonly reason: UncacheableReason; readonly key: string }
  /** Tokens could not be bumped; this process tries again before it reads tokens. */
  readonly owed: { readonly identifiers: readonly string[]; readonly error: unknown }
  /** What was owed has been bumped. */
  readonly delivered: { readonly identifiers: readonly string[] }
  /** Records whose writer had fallen silent were found, and what they name has been bumped. */
  readonly repaired: { readonly identifiers: readonly string[] }
  /** The token store can't be reached: from now on keys are uncacheable and bumps owed, without anybody waiting. */
  readonly unavailable: { readonly cause: unknown }
  /** The token store can be reached again, so long after. */
  readonly available: { readonly afterMs: number }
  /** Something failed where throwing would have failed a write. Without a listener it becomes a process warning. */
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
  error: 0,
}

/** Hands events to listeners. One that throws or rejects fails nobody: the error surfaces as a process warning. */
export class EventHub {
  readonly #counts = { ...noEvents }
  readonly #warned = new Set<string>()
  readonly #listeners = new Map<AlkeyEventName, Set<Registration>>()

  /** @returns a function that removes the listener */
  on<Name extends AlkeyEventName>(name: Name, listener: AlkeyListener<Name>): () => void {
    if (!Object.hasOwn(noEvents, name)) {
      throw new InvalidOptionError(
        `There is no event ${show(name)}. The events are ${Object.keys(noEvents).join(', ')}.`,
      )
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
    if (name === 'error' && !registered?.size) this.#warn((event as AlkeyEvents['error']).error)
    if (!registered) return
    // A copy, since a listener that adds itself again would be met for ever.
    for (const registration of [...registered]) {
      if (registered.has(registration))
        call(name, registration.listener as (event: AlkeyEvents[Name]) => unknown, event)
    }
  }

  /** Once for each kind of error: an outage brings the same one with every write. */
  #warn(error: AlkeyError): void {
    if (this.#warned.has(error.code)) return
    this.#warned.add(error.code)
    process.emitWarning(error.message, { type: error.name, code: error.code, detail: error.stack ?? '' })
  }
}

function call<Event>(name: AlkeyEventName, listener: (event: Event) => unknown, event: Event): void {
  const warn = (error: unknown): void => {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : show(error)
    process.emitWarning(`A listener of Alkey's event '${name}' threw ${text}`, 'AlkeyListenerWarning')
  }
  try {
    const returned = listener(event)
    // Async functions are listeners, too.
    if (typeof returned === 'object' && returned !== null && 'then' in returned) Promise.resolve(returned).catch(warn)
  } catch (error) {
    warn(error)
  }
}
