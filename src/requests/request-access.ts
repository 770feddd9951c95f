import { report } from '../changes/report'
import { isCacheable } from '../keys/cache-key-generator'
import type { KeyPart } from '../keys/key-part'
import type { TokenSource } from '../tokens/token-source'
import { LoadScope } from '../values/load-scope'
import { ownParts } from '../values/own-parts'
import type { Rememberer } from '../values/remember'
import type { RememberContext } from '../values/remember-context'
import { TracedLoads } from '../values/traced-loads'
import { UndeclaredReads } from '../values/undeclared-reads'
import { OwnKeys, type RequestKeys } from './request-keys'
import { RequestScope } from './request-scope'
import { SnapshotSource } from './snapshot-source'
import { DeclaredRequest, TracedRequest, type WatchedRequest } from './watched-request'

/** Where tokens come from: `source` may give those that are kept in this process. */
export interface RequestSources {
  readonly source: TokenSource
  readonly freshSource: TokenSource
}

/** What an `Alkey` does for the adapters of frameworks. */
export class RequestAccess {
  readonly #context: RememberContext
  readonly #rememberer: Rememberer
  readonly #sources: RequestSources
  readonly #traced: TracedLoads
  readonly #undeclared: UndeclaredReads

  constructor(context: RememberContext, rememberer: Rememberer, sources: RequestSources) {
    this.#context = context
    this.#rememberer = rememberer
    this.#sources = sources
    this.#traced = new TracedLoads(context)
    this.#undeclared = new UndeclaredReads(context.events)
  }

  /** The keys of one request. With a snapshot, reads the token of `GLOBAL` now. */
  async keys(hasSnapshot: boolean): Promise<OwnKeys> {
    const { source: near, freshSource } = this.#sources
    const source = hasSnapshot ? await SnapshotSource.begin(freshSource, near) : near
    const scope = new RequestScope(this.#context.owner, source, hasSnapshot, (source) => {
      return this.#context.callerWith(undefined, false, source).generator
    })
    return new OwnKeys(scope, (parts, render, options) => {
      const caller = { caller: 'cachedFragment()', isTraced: false, kind: 'F', source: scope.source } as const
      return this.#rememberer.get(caller, parts, watchedBy(scope, render), options)
    })
  }

  /**
   * A request whose response depends on `parts`, whose tokens are read now.
   *
   * @param name what events and warnings call the response
   * @param keys those of the request, where it has any
   * @returns `undefined` when the key is uncacheable
   * @throws what `keyGenerator` throws for parts that can't be used
   */
  async declared(parts: readonly KeyPart[], name: string, keys?: RequestKeys): Promise<WatchedRequest | undefined> {
    const generator = keys instanceof OwnKeys ? keys.generator : this.#context.callerWith().generator
    const key = await generator.derive(generator.prepare(parts))
    if (!isCacheable(key.key)) return undefined
    const scope = new LoadScope(this.#context.owner, this.#context.readsPrimary)
    const request = RequestScope.currentOf(this.#context.owner)
    return new DeclaredRequest(this.#context, { key, name, scope, request, undeclared: this.#undeclared })
  }

  /**
   * A request whose dependencies are found by the queries of its handler. Looks up what the last one has read.
   *
   * @param parts what tells responses apart
   * @returns `undefined` when no tokens can be had. Never rejects
   */
  async traced(parts: readonly string[], name: string): Promise<WatchedRequest | undefined> {
    try {
      return await this.#trace(parts, name)
    } catch (cause) {
      report(this.#context.events, 'What a request depends on could not be told', cause)
      return undefined
    }
  }

  async #trace(parts: readonly string[], name: string): Promise<WatchedRequest | undefined> {
    const { lookup, values, owner, readsPrimary } = this.#context
    const generator = this.#context.callerWith().generator
    const { key, entry } = await lookup.find(ownParts('H', generator.prepare(parts)), generator, values)
    if (!key.cacheable) return undefined
    const request = RequestScope.currentOf(owner)
    const wanted = { isTraced: true, generator, key, parts, options: { name } }
    let from = request?.hasSnapshot ? request.generator : generator
    const tracing = this.#traced.tracingOf(wanted, (identifiers) => from.snapshot(identifiers))
    const scope = new LoadScope(owner, readsPrimary, { key: key.key, values, isLocked: false, tracing })
    await this.#traced.begin(scope)
    await request?.passOn(scope)
    from = generator
    return new TracedRequest(this.#context, { key, name, scope, request, entry })
  }
}

/** What is rendered is made of what the request loads, also while it is rendered. */
function watchedBy(request: LoadScope, render: () => string | PromiseLike<string>): () => Promise<string> {
  return async () => {
    const text = await render()
    if (request.vetoed) LoadScope.current?.veto(request.vetoed.reason, request.vetoed.query)
    return text
  }
}

/** Where an `Alkey` has it. A registered symbol, so that two copies of the package know each other's. */
const REQUESTS = Symbol.for('typeorm-alkey.requests')

/** Gives adapters access, without a public method. */
export function offerRequests(alkey: object, access: RequestAccess): void {
  Object.defineProperty(alkey, REQUESTS, { value: access })
}

/** `undefined` for what stands for an `Alkey` in tests: then nothing is cached. */
export function requestsOf(alkey: object): RequestAccess | undefined {
  return (alkey as { readonly [REQUESTS]?: RequestAccess })[REQUESTS]
}
