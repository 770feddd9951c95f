import type { VetoReason } from '../events'
import { GLOBAL } from '../identifiers/identifier'
import { type Dependency, tokenIdentifiers } from '../keys/dependency'
import type { TokenSnapshot } from '../keys/token-snapshot'

/** More rows of one table in a load are the table: each is one more token to read with every hit. */
export const MOST_ROWS_OF_TABLE = 100

/** The same for all that a load depends on. */
export const MOST_IDENTIFIERS = 1_000

/** How the dependencies of a load are found. */
export interface Tracing {
  /** Reads tokens; `undefined` when they can't be had. */
  readonly snapshot: (identifiers: readonly string[]) => Promise<TokenSnapshot | undefined>
  readonly dependenciesOf: (identifier: string) => readonly Dependency[]
  /** Whose tokens were read before the load began. */
  readonly known: Iterable<string>
  /** Further queries of a table, by its identifier, depend on the whole table, since there are too many rows. */
  readonly widened: (table: string) => void
}

/** What a query reads of a table in one place. */
export interface PlaceOfQuery {
  /** The rows that matter may be named by others: by those that they belong to, which change without their own table. */
  readonly identifiers: readonly string[]
  /** The table that is read, by its identifier: it changes with each row that matters. */
  readonly table: string
}

/** Hears what queries read that are about to be sent. */
export interface ReadTracer {
  /** A text is about to be sent, of which it is told what it reads. */
  see(query: string, sentOn: object): void
  hasSeen(query: string, sentOn: object): boolean
  /** @returns what the query must wait for; never rejects */
  read(places: readonly PlaceOfQuery[], query?: string): Promise<void> | undefined
  /** It can't be told what a query reads. */
  unknown(reason: VetoReason, query?: string): void
}

/** The load whose queries are traced. */
interface TracedLoad {
  readonly owner: symbol
  readonly isVetoed: boolean
  uses(identifier: string): boolean
  depend(owner: symbol, snapshot: TokenSnapshot): void
  veto(reason: VetoReason, query?: string): void
}

/**
 * What one load depends on, as its queries tell. Tokens are read before the query is sent, each once: so the value counts
 * only while each of them is what it was before anything was read that depends on it.
 */
export class Trace implements ReadTracer {
  readonly #load: TracedLoad
  readonly #tracing: Tracing
  /** Identifiers whose tokens were asked for, and what reads them until they are there. */
  readonly #asked = new Map<string, Promise<void> | undefined>()
  /** How many rows of each table are among them. */
  readonly #rows = new Map<string, number>()
  /** Texts that were sent where this can see what they read, by what they were sent on. */
  readonly #seen = new WeakMap<object, Set<string>>()

  constructor(load: TracedLoad, tracing: Tracing) {
    this.#load = load
    this.#tracing = tracing
    for (const identifier of tracing.known) this.#asked.set(identifier, undefined)
  }

  see(query: string, sentOn: object): void {
    this.#seen.set(sentOn, (this.#seen.get(sentOn) ?? new Set()).add(query))
  }

  hasSeen(query: string, sentOn: object): boolean {
    return this.#seen.get(sentOn)?.has(query) ?? false
  }

  unknown(reason: VetoReason, query?: string): void {
    this.#load.veto(reason, query)
  }

  /**
   * A query is about to be sent that depends on these. Where the load is not stored anyway, nothing is read.
   *
   * @returns what the query must wait for; never rejects
   * @throws InvalidPartError for a view that reads no table
   */
  read(places: readonly PlaceOfQuery[], query?: string): Promise<void> | undefined {
    if (this.#load.isVetoed) return undefined
    // It changes with each of them.
    if (this.#isRead(GLOBAL)) return this.#asked.get(GLOBAL)
    const dependencies = this.#bounded(places).flatMap((one) => this.#tracing.dependenciesOf(one))
    const missing: string[] = []
    const underway = new Set<Promise<void>>()
    for (const identifier of tokenIdentifiers(dependencies)) {
      if (!this.#isRead(identifier)) missing.push(identifier)
      const reading = this.#asked.get(identifier)
      if (reading) underway.add(reading)
    }
    if (missing.length > 0) underway.add(this.#ask(missing, query))
    return underway.size > 0 ? Promise.all(underway).then(() => undefined) : undefined
  }

  #ask(identifiers: readonly string[], query: string | undefined): Promise<void> {
    const reading = this.#readTokens(identifiers, query).finally(() => {
      for (const identifier of identifiers) this.#asked.set(identifier, undefined)
    })
    for (const identifier of identifiers) this.#asked.set(identifier, reading)
    return reading
  }

  async #readTokens(identifiers: readonly string[], query: string | undefined): Promise<void> {
    const snapshot = await this.#tracing.snapshot(identifiers).catch(() => undefined)
    if (snapshot) this.#load.depend(this.#load.owner, snapshot)
    else this.#load.veto('uncacheable', query)
  }

  /** What was read before is no older than what a query sees that is sent now. */
  #isRead(identifier: string): boolean {
    return this.#asked.has(identifier) || this.#load.uses(identifier)
  }

  /** Tables in place of what changes with some of their rows, where there is too much of that, or the table is there already. */
  #bounded(places: readonly PlaceOfQuery[]): readonly string[] {
    const wholes = new Set(places.flatMap(({ identifiers, table }) => (identifiers.includes(table) ? [table] : [])))
    const bounded = new Set<string>()
    for (const { identifiers, table } of places) {
      const missing = identifiers.filter((one) => !bounded.has(one) && !this.#isRead(one))
      const count = (this.#rows.get(table) ?? 0) + missing.length
      const isWhole = wholes.has(table) || this.#isRead(table)
      const isMost = count > MOST_ROWS_OF_TABLE || this.#asked.size + bounded.size + missing.length > MOST_IDENTIFIERS
      if (!isWhole && missing.length > 0 && isMost) this.#tracing.widened(table)
      if (isWhole || (missing.length > 0 && isMost)) bounded.add(table)
      else {
        this.#rows.set(table, count)
        for (const identifier of identifiers) bounded.add(identifier)
      }
    }
    return [...bounded]
  }
}
