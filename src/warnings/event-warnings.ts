import {
  type AlkeyError,
  HookFailedError,
  InvalidValueError,
  RefusedError,
  UnavailableError,
  show,
  showThrown,
} from '../errors'
import type { AlkeyEventName, AlkeyEvents, Unheard } from '../events'
import type { Warnings } from './logger'
import { warnOfNeverStored } from './never-stored'
import { OutageWarnings } from './outage-warnings'

/** Characters of a query that a warning shows. */
const MOST_SQL = 200

/** Processes that a warning names. */
const MOST_PROCESSES = 3

/** Tells the logger what an operator should know and no listener takes: each kind once, not with each call. */
export class EventWarnings implements Unheard {
  readonly #warnings: Warnings
  readonly #outages: OutageWarnings
  readonly #store: string

  /** @param store what holds the tokens, as a sentence begins with it */
  constructor(warnings: Warnings, store: string) {
    this.#warnings = warnings
    this.#outages = new OutageWarnings(warnings)
    this.#store = store
  }

  event<Name extends AlkeyEventName>(name: Name, event: AlkeyEvents[Name]): void {
    switch (name) {
      case 'error':
        this.#error((event as AlkeyEvents['error']).error)
        break
      case 'unavailable':
        this.#lost((event as AlkeyEvents['unavailable']).cause)
        break
      case 'available':
        this.#back((event as AlkeyEvents['available']).afterMs)
        break
      case 'notStored':
        warnOfNeverStored(this.#warnings, event as AlkeyEvents['notStored'])
        break
      case 'undeclared':
        this.#undeclared(event as AlkeyEvents['undeclared'])
        break
      case 'scopesUnused':
        this.#unused(event as AlkeyEvents['scopesUnused'])
        break
      case 'independent':
        this.#independent(event as AlkeyEvents['independent'])
        break
      case 'uncachedQuery':
        this.#uncached(event as AlkeyEvents['uncachedQuery'])
        break
    }
  }

  failure(name: AlkeyEventName, thrown: unknown): void {
    const kind = thrown instanceof Error ? thrown.name : typeof thrown
    this.#warnings.once(
      'listener',
      `${name} ${kind}`,
      () => `A listener of the event '${name}' threw ${shown(thrown)}.`,
    )
  }

  #error(error: AlkeyError): void {
    // Names of values may be without end, and must not silence other errors.
    const kind = error instanceof InvalidValueError ? 'value' : 'error'
    this.#warnings.once(kind, failureKind(error), () => {
      // What failed there is the application's code or ours, and has to be found.
      const stack = error instanceof HookFailedError && error.stack ? `\n${error.stack}` : ''
      return `${error.message} (${error.code})${stack}`
    })
  }

  #undeclared({ name, table }: AlkeyEvents['undeclared']): void {
    this.#warnings.once('undeclared', `${name} ${table ?? ''}`, () =>
      table === undefined
        ? `The value '${name}' has no dependency, so it stays until its ttl ends. Add the entities that it is made of, or a tag, to its parts.`
        : `The value '${name}' is made of the table ${table}, but no part covers that table: the value stays when the table ` +
          'changes. Add the entity or its rows to the parts.',
    )
  }

  #unused({ scopes, processes }: AlkeyEvents['scopesUnused']): void {
    this.#warnings.once('scopesUnused', scopes.join(), () => {
      const named = scopes.map((scope) => `'${scope}'`).join(', ')
      const [who, verb] =
        processes.length === 1 ? ['A process', 'changes'] : [`${processes.length} processes`, 'change']
      const shown = processes.slice(0, MOST_PROCESSES).join(', ') + (processes.length > MOST_PROCESSES ? ', …' : '')
      return (
        `${who} (${shown}) ${verb} tokens without keeping ${named}. Until none does, keys that depend on these scopes depend on ` +
        'the whole table, so they change more often. Give all processes of this namespace the same option `scopes`.'
      )
    })
  }

  #independent({ name }: AlkeyEvents['independent']): void {
    this.#warnings.once(
      'independent',
      name,
      () =>
        `The value '${name}' has no dependency: its load read no table through the attached DataSource, so it stays until its ttl ends. ` +
        'Read through the attached DataSource, within the load, or add a dependency to its parts.',
    )
  }

  #uncached({ query, reason }: AlkeyEvents['uncachedQuery']): void {
    this.#warnings.once('uncachedQuery', reason, () => {
      const sql = query.length > MOST_SQL ? `${query.slice(0, MOST_SQL)}…` : query
      return `A query is not cached. Reason: ${reason.replace(/\.$/, '')}. Query: ${sql}`
    })
  }

  #lost(cause: unknown): void {
    this.#outages.lost(
      `${this.#reasonOf(cause)} Until it is available again, nothing is cached and every value is loaded. What this process ` +
        'changes is owed until then, and processes that reach the store may serve previous values.',
    )
  }

  #back(afterMs: number): void {
    this.#outages.back((outages) => {
      const after = outages === 1 ? '' : `${outages} outages, the last of `
      return `${this.#store} is available again, after ${after}${seconds(afterMs)} s.`
    })
  }

  #reasonOf(cause: unknown): string {
    if (cause instanceof UnavailableError) return cause.message
    // This is also an `error` event, which says what to do.
    if (cause instanceof RefusedError) return `${this.#store} refused ${cause.command} (${cause.reply}).`
    return `${this.#store} is not available: ${shown(cause)}.`
  }
}

function seconds(durationMs: number): string {
  const tenths = Math.max(1, Math.round(durationMs / 100))
  return tenths < 100 ? (tenths / 10).toFixed(1) : String(Math.round(durationMs / 1_000))
}

function failureKind(error: AlkeyError): string {
  if (error instanceof RefusedError) return `${error.code} ${error.reply} ${error.command}`
  if (error instanceof InvalidValueError) return `${error.valueKind ?? ''} ${error.valueName ?? ''}`
  return error.code
}

function shown(thrown: unknown): string {
  return thrown instanceof Error ? showThrown(thrown) : show(thrown)
}
