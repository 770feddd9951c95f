import type { EventHub } from '../events'
import type { DerivedKey } from '../keys/derived-key'
import { coveredBy } from './covered-tables'
import type { LoadScope } from './load-scope'

/** Names of values and tables that are remembered; then nothing more is told. */
const MOST = 1_000

/** Tells that a load reads what its parts don't name, once for each name of a value and table. */
export class UndeclaredReads {
  readonly #events: EventHub
  readonly #told = new Set<string>()

  constructor(events: EventHub) {
    this.#events = events
  }

  check(name: string, { dependencies, hasVersions }: DerivedKey, scope: LoadScope): void {
    if (this.#told.size >= MOST) return
    const identifiers = new Set([...dependencies.tokens.keys(), ...scope.used])
    if (scope.reads.size > 0) {
      const covered = coveredBy(identifiers)
      for (const [query, undeclared] of scope.reads)
        for (const table of undeclared(covered)) this.#tell(name, { table, query })
    } else if (identifiers.size === 0 && !hasVersions) this.#tell(name, {})
  }

  #tell(name: string, read: { table?: string; query?: string }): void {
    const kind = `${name} ${read.table ?? ''}`
    if (this.#told.has(kind)) return
    this.#told.add(kind)
    this.#events.emit('undeclared', { name, ...read })
  }
}
