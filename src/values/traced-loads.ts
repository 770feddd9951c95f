import type { EventHub } from '../events'
import { GLOBAL, parseIdentifier } from '../identifiers/identifier'
import type { TokenSnapshot } from '../keys/token-snapshot'
import type { LoadScope } from './load-scope'
import type { RememberContext } from './remember-context'
import type { Wanted } from './stored-texts'
import type { Tracing } from './trace'
import { type NamedValue, nameOfValue } from './value-name'

/** Names of values that are remembered; then nothing more is told. */
const MOST = 1_000

/** What is loaded, as far as its dependencies are found. */
type TracedValue = Pick<Wanted<unknown>, 'isTraced' | 'generator' | 'key'> & NamedValue

/** Prepares loads to find their dependencies, and tells what users should know of those. */
export class TracedLoads {
  readonly #context: RememberContext
  readonly #independent: ToldNames
  readonly #widened: ToldNames

  constructor(context: RememberContext) {
    this.#context = context
    this.#independent = new ToldNames(context.events)
    this.#widened = new ToldNames(context.events)
  }

  /** `undefined` for a load whose parts declare what it depends on. @param snapshot reads tokens; by default the generator */
  tracingOf(
    wanted: TracedValue,
    snapshot: Tracing['snapshot'] = (identifiers) => wanted.generator.snapshot(identifiers),
  ): Tracing | undefined {
    if (!wanted.isTraced) return undefined
    return {
      snapshot,
      dependenciesOf: this.#context.dependenciesOf,
      known: wanted.key.dependencies.tokens.keys(),
      widened: (table) => {
        const [name, parsed] = [nameOfValue(wanted), parseIdentifier(table)]
        this.#widened.once(name, (events) => {
          if (parsed?.kind === 'table') events.emit('widened', { name, table: parsed.table })
        })
      },
    }
  }

  /** @returns what the load must wait for before it begins */
  begin(scope: LoadScope): Promise<void> | undefined {
    if (!scope.trace) return undefined
    const sees = this.#context.seesReads()
    if (sees === 'never') scope.veto('not-attached')
    // Where a query doesn't wait for its tokens, one that changes with every write is read before all of them.
    return sees === 'late' ? scope.trace.read([{ identifiers: [GLOBAL], table: GLOBAL }]) : undefined
  }

  /** Tells that nothing will ever change a value. @param within what it was made of besides its key */
  check(wanted: Wanted<unknown>, within: TokenSnapshot | undefined): void {
    const { dependencies, hasVersions } = wanted.key
    if (within || dependencies.tokens.size > 0 || hasVersions) return
    const name = nameOfValue(wanted)
    this.#independent.once(name, (events) => {
      events.emit('independent', { name })
    })
  }
}

/** Tells something once for each name. */
class ToldNames {
  readonly #events: EventHub
  readonly #told = new Set<string>()

  constructor(events: EventHub) {
    this.#events = events
  }

  once(name: string, tell: (events: EventHub) => void): void {
    if (this.#told.has(name) || this.#told.size >= MOST) return
    this.#told.add(name)
    tell(this.#events)
  }
}
