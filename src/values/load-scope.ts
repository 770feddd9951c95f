import { AsyncLocalStorage } from 'node:async_hooks'
import type { VetoReason } from '../events'
import type { TokenSnapshot } from '../keys/token-snapshot'
import type { CoveredTables } from './covered-tables'
import type { Flight } from './flights'
import { type ReadTracer, Trace, type Tracing } from './trace'

/** What a load is for. */
export interface Loading {
  /** What holds the values; the same key may be loaded for each at once. */
  readonly values: object
  readonly key: string
  /** Where others may wait for it. */
  readonly flight?: Flight | undefined
  /** Whether it has the lock of its key between processes. */
  readonly isLocked: boolean
  /** How its dependencies are found by its queries; absent where its parts declare them. */
  readonly tracing?: Tracing | undefined
}

/** Why what a load returns must not be stored, and the statement that is the reason, where one is. */
export interface Veto {
  readonly reason: VetoReason
  readonly query: string | undefined
}

/** Tells the tables of a query that may change without changing what is covered. */
type Undeclared = (covered: CoveredTables) => readonly string[]

/** Queries of a load that are looked at. A load that puts its values into the text may send any number of them. */
const MOST_READS = 100

type Check = () => VetoReason | undefined | Promise<VetoReason | undefined>

/** The load of somebody else has failed. What it had read is not known here: who catches that must not be stored. */
export function failedWithin(error: unknown): never {
  LoadScope.current?.veto('uncacheable')
  throw error
}

/** What one load does, as far as it matters for storing what it returns. Whoever sees its statements reports to it. */
export class LoadScope {
  static readonly #storage = new AsyncLocalStorage<LoadScope | undefined>()
  /** Whose tokens its dependencies are: another `Alkey` has others. */
  readonly owner: symbol
  /** Whether its reads must not go to a replica. */
  readonly readsPrimary: boolean
  /** What its queries depend on; absent where its parts declare that. */
  readonly trace: ReadTracer | undefined
  readonly #loading: Loading | undefined
  /** The load that it is part of. */
  readonly around = LoadScope.current
  readonly #checks: Check[] = []
  readonly #tokens = new Map<string, string>()
  readonly #reads = new Map<string, Undeclared>()
  #state: Omit<TokenSnapshot, 'tokens'> | undefined
  #veto: Veto | undefined
  #hasEnded = false

  /** It is part of the load that it is made in. */
  constructor(owner: symbol, readsPrimary: boolean, loading?: Loading) {
    this.owner = owner
    this.readsPrimary = readsPrimary
    this.#loading = loading
    this.trace = loading?.tracing && new Trace(this, loading.tracing)
  }

  /** The load that the caller is part of, if it has not ended: what it has begun may go on for ever. */
  static get current(): LoadScope | undefined {
    let scope = this.#storage.getStore()
    while (scope && scope.#hasEnded) scope = scope.around
    return scope
  }

  /** Runs what is not part of the load around it. */
  static outside<Result>(work: () => Result): Result {
    // Where nothing is around, nothing is begun: from the first context on each promise of the process costs more.
    return this.#storage.getStore() === undefined ? work() : this.#storage.run(undefined, work)
  }

  /** Runs what may go on after it has returned, as the handler of a request does. */
  enter<Result>(work: () => Result): Result {
    return LoadScope.#storage.run(this, work)
  }

  /** Awaits within, since the work of a lazy thenable begins with that. */
  run<Result>(load: () => Result | PromiseLike<Result>): Promise<Result> {
    return LoadScope.#storage.run(this, async () => await load())
  }

  /** Whether this load, or one around it, is for that value. */
  isLoading(value: Pick<Loading, 'key' | 'values'>): boolean {
    const isOwn = this.#loading?.key === value.key && this.#loading.values === value.values
    return isOwn || (this.around?.isLoading(value) ?? false)
  }

  /** Whether this load, or one around it, has the lock of that key. */
  hasLock(key: string): boolean {
    const hasIt = this.#loading?.key === key && this.#loading.isLocked
    return hasIt || (this.around?.hasLock(key) ?? false)
  }

  /** Of this load and those around it, where others may wait for them. */
  get flights(): readonly Flight[] {
    const own = this.#loading?.flight
    const around = this.around?.flights ?? []
    return own ? [own, ...around] : around
  }

  /** The first reason counts, also for the load around it. @param query the statement that is the reason */
  veto(reason: VetoReason, query?: string): void {
    this.#veto ??= { reason, query }
    this.around?.veto(reason, query)
  }

  /** Whether what it returns will not be stored, whatever else it does. */
  get isVetoed(): boolean {
    return this.#veto !== undefined
  }

  /** Why that is. */
  get vetoed(): Veto | undefined {
    return this.#veto
  }

  /** To be asked when the load has ended. */
  onEnd(check: Check): void {
    this.#checks.push(check)
  }

  /** The load reads what a query asks for. */
  read(query: string, undeclared: Undeclared): void {
    if (this.#reads.size < MOST_READS) this.#reads.set(query, undeclared)
  }

  /** The queries of the load, or the first of them. */
  get reads(): ReadonlyMap<string, Undeclared> {
    return this.#reads
  }

  /** What the values that the load has used depend on. */
  get used(): Iterable<string> {
    return this.#tokens.keys()
  }

  /** Whether something that the load has used depends on this one. */
  uses(identifier: string): boolean {
    return this.#tokens.has(identifier)
  }

  /** The load has used what depends on these. */
  depend(owner: symbol, { generation, schema, tokens }: TokenSnapshot): void {
    if (owner !== this.owner) {
      this.veto('uncacheable')
      return
    }
    this.#state ??= { generation, schema }
    if (this.#state.generation !== generation) this.veto('changed')
    for (const [identifier, token] of tokens) {
      if ((this.#tokens.get(identifier) ?? token) !== token) this.veto('changed')
      this.#tokens.set(identifier, token)
    }
  }

  /** What the load has used, but for what `key` depends on anyway; `undefined` when that is nothing. */
  dependenciesBeside({ generation, tokens }: TokenSnapshot): TokenSnapshot | undefined {
    if (!this.#state) return undefined
    const isSame = this.#state.generation === generation
    const others = [...this.#tokens].filter(([identifier, token]) => !isSame || tokens.get(identifier) !== token)
    return others.length > 0 ? { ...this.#state, tokens: new Map(others) } : undefined
  }

  /**
   * The load has ended, or failed: what it depends on counts for the load around it.
   * @param own what its key depends on anyway
   */
  async endWithin(
    own: TokenSnapshot,
  ): Promise<{ readonly veto: Veto | undefined; readonly within: TokenSnapshot | undefined }> {
    const veto = await this.end()
    const within = this.dependenciesBeside(own)
    if (within) this.around?.depend(this.owner, within)
    return { veto, within }
  }

  /** The load has ended. @returns why what it returned must not be stored */
  async end(): Promise<Veto | undefined> {
    for (const check of this.#checks) {
      const reason = await check()
      if (reason) this.veto(reason)
    }
    this.#hasEnded = true
    return this.#veto
  }
}
