import type { VetoReason } from '../events'
import type { CacheKeyGenerator } from '../keys/cache-key-generator'
import type { TokenSnapshot } from '../keys/token-snapshot'
import type { TokenSource } from '../tokens/token-source'
import { LoadScope } from '../values/load-scope'
import { EarlierReads } from './earlier-reads'
import { RequestSource } from './request-source'

const NO_DEPENDENCIES: TokenSnapshot = { generation: '', schema: '', tokens: new Map() }

/** What matters only to who must know all that was read. */
const OF_TRACES: ReadonlySet<VetoReason> = new Set(['uncacheable', 'unknown-reads', 'moved-names', 'not-attached'])

/** What tells nothing of the data that a request has: a write outside of transactions is committed when it is answered. */
const HARMLESS: ReadonlySet<VetoReason> = new Set(['wrote', 'locked-rows'])

/** All that a request does: what it loads may end up in whatever it stores later. */
export class RequestScope extends LoadScope {
  override readonly trace = new EarlierReads()
  /** The tokens of this request. */
  readonly source: TokenSource
  readonly hasSnapshot: boolean
  readonly #generatorFrom: (source: TokenSource) => CacheKeyGenerator

  constructor(
    owner: symbol,
    source: TokenSource,
    hasSnapshot: boolean,
    generatorFrom: (source: TokenSource) => CacheKeyGenerator,
  ) {
    // Its reads go where the application sends them.
    super(owner, false)
    this.hasSnapshot = hasSnapshot
    this.source = new RequestSource(source, this)
    this.#generatorFrom = generatorFrom
  }

  /** By the tokens of this request, and as seen in the transaction that the caller is in now. */
  get generator(): CacheKeyGenerator {
    return this.#generatorFrom(this.source)
  }

  /** That of the request that the caller serves, if it has one of that `Alkey`. */
  static currentOf(owner: symbol): RequestScope | undefined {
    let scope = LoadScope.current
    while (scope && !(scope instanceof RequestScope && scope.owner === owner)) scope = scope.around
    return scope
  }

  /** Whether it has sent a query. What the handler of a `httpCache` within does is not told here before that ends. */
  get hasLoaded(): boolean {
    const { current } = LoadScope
    return this.trace.count > 0 || (current !== undefined && current !== this)
  }

  /** Asks nothing at its end: a request may be long, and a transaction that writes in it vetoes by that statement. */
  override onEnd(): void {
    return undefined
  }

  /**
   * A load that is traced from now on has used all that was loaded before. Its tokens must be those of the snapshot.
   *
   * @returns what it must wait for
   */
  passOn(load: LoadScope): Promise<void> | undefined {
    const { count, reason, places } = this.trace
    // Without a snapshot nobody knows what has changed since.
    const untold = this.hasSnapshot || count === 0 ? reason : 'uncacheable'
    if (this.vetoed ?? untold) load.veto(this.vetoed?.reason ?? 'uncacheable')
    const used = this.dependenciesBeside(NO_DEPENDENCIES)
    if (used) load.depend(this.owner, used)
    return load.trace?.read(places)
  }

  override veto(reason: VetoReason, query?: string): void {
    if (HARMLESS.has(reason)) return
    // Without a snapshot, each key has the tokens of its moment.
    const isOfTrace = OF_TRACES.has(reason) || (reason === 'changed' && !this.hasSnapshot)
    if (isOfTrace) this.trace.unknown(reason)
    else super.veto(reason, query)
  }
}
