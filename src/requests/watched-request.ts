import { reporting } from '../changes/report'
import type { VetoReason } from '../events'
import type { DerivedKey } from '../keys/derived-key'
import { digest } from '../keys/digest'
import type { TokenSnapshot } from '../keys/token-snapshot'
import { type Entry, ageOf } from '../values/entry'
import type { LoadScope, Veto } from '../values/load-scope'
import type { RememberContext } from '../values/remember-context'
import type { UndeclaredReads } from '../values/undeclared-reads'
import type { RequestScope } from './request-scope'

/** How long it is remembered what a handler has read, and the longest that its response has one `ETag`. It bounds what depends on anything but the database, such as the time. */
const TTL_MS = 60 * 60 * 1_000

interface Watching {
  readonly key: DerivedKey
  readonly name: string
  readonly scope: LoadScope
  /** What the request has done around it, where that is watched. */
  readonly request: RequestScope | undefined
}

/** A request whose statements are watched while its handler runs. */
export abstract class WatchedRequest {
  /** The version of the response that is current now, where it is known, and the text that was kept with it. */
  abstract readonly current: { readonly version: string; readonly kept: string } | undefined
  protected readonly context: RememberContext
  protected readonly watching: Watching
  #hasEnded = false

  constructor(context: RememberContext, watching: Watching) {
    this.context = context
    this.watching = watching
  }

  /** Runs the handler, whose statements are watched from now on, also those that it sends after it has returned. */
  run<Result>(handler: () => Result): Result {
    return this.watching.scope.enter(handler)
  }

  /** Of what the handler has read so far; `undefined` where its response must not have a version. */
  get version(): string | undefined {
    return this.#hasEnded || this.isVetoed ? undefined : this.versionNow()
  }

  protected get isVetoed(): boolean {
    const { scope, request } = this.watching
    return scope.isVetoed || request?.isVetoed === true
  }

  /** The response must not have a version, for what the handler did besides its statements. */
  refuse(reason: VetoReason): void {
    this.watching.scope.veto(reason)
  }

  /**
   * The handler sends no more statements. Never rejects.
   *
   * @param kept what is to be kept with the version; `undefined` when the response had none
   * @param isWhole false when the next response may read more: then what was known of it stays
   */
  async end(kept: string | undefined, isWhole = true): Promise<void> {
    if (this.#hasEnded) return
    this.#hasEnded = true
    await reporting(this.context.events, 'What a request has read could not be kept', () => this.#end(kept, isWhole))
  }

  async #end(kept: string | undefined, isWhole: boolean): Promise<void> {
    const { scope, key, name, request } = this.watching
    const { veto = request?.vetoed, within } = await scope.endWithin(key.dependencies)
    if (veto) {
      const query = veto.query === undefined ? {} : { query: veto.query }
      this.context.events.emit('notStored', { key: key.key, reason: veto.reason, name, ...query })
    }
    if (isWhole) await this.ended(veto, within, kept)
  }

  protected abstract versionNow(): string | undefined

  protected abstract ended(
    veto: Veto | undefined,
    within: TokenSnapshot | undefined,
    kept: string | undefined,
  ): Promise<void>
}

/** One whose parts say what its response depends on. */
export class DeclaredRequest extends WatchedRequest {
  readonly current: { readonly version: string; readonly kept: string }
  readonly #undeclared: UndeclaredReads

  constructor(
    context: RememberContext,
    { undeclared, ...watching }: Watching & { readonly undeclared: UndeclaredReads },
  ) {
    super(context, watching)
    this.#undeclared = undeclared
    this.current = { version: digest(watching.key.key), kept: '' }
  }

  protected versionNow(): string {
    return this.current.version
  }

  protected ended(veto: Veto | undefined): Promise<void> {
    const { name, key, scope } = this.watching
    if (!veto) this.#undeclared.check(name, key, scope)
    return Promise.resolve()
  }
}

/** One whose dependencies are what its handler reads. */
export class TracedRequest extends WatchedRequest {
  readonly current: { readonly version: string; readonly kept: string } | undefined
  /** What the last one has read, if none of it has changed since. */
  readonly #entry: Entry | undefined
  readonly #readsBefore: number | undefined

  constructor(context: RememberContext, { entry, ...watching }: Watching & { readonly entry: Entry | undefined }) {
    super(context, watching)
    this.#entry = entry
    this.#readsBefore = watching.request?.trace.count
    if (entry?.within) this.current = { version: versionOfResponse(watching.key, entry.within), kept: entry.text }
  }

  /** What the request goes on to read beside the handler is not known. */
  protected override get isVetoed(): boolean {
    return super.isVetoed || this.watching.request?.trace.count !== this.#readsBefore
  }

  protected versionNow(): string | undefined {
    const { scope, key } = this.watching
    const within = scope.dependenciesBeside(key.dependencies)
    return within && versionOfResponse(key, within)
  }

  protected async ended(
    veto: Veto | undefined,
    within: TokenSnapshot | undefined,
    kept: string | undefined,
  ): Promise<void> {
    const [{ values }, { key }] = [this.context, this.watching]
    const now = { loadedAt: Date.now(), ttlMs: TTL_MS }
    if (!veto && !this.isVetoed && within && kept !== undefined) {
      if (!wasStored(this.#entry, within, kept)) await values.set(key.key, { ...now, within, text: kept })
    } else if (this.#entry?.within) {
      // What the last one has read is no answer any more.
      await values.set(key.key, { ...now, text: '' })
    }
  }
}

/** In a fixed order, since queries that are sent at once have none. */
function versionOfResponse({ key }: DerivedKey, { generation, schema, tokens }: TokenSnapshot): string {
  const sorted = [...tokens].sort(([one], [other]) => (one < other ? -1 : 1))
  // Who has a response of an earlier period asks for it again, whatever others have asked for meanwhile.
  const period = Math.floor(Date.now() / TTL_MS)
  return digest(JSON.stringify([key, generation, schema, sorted, period]))
}

/** Whether it was stored already, and not long ago. */
function wasStored(entry: Entry | undefined, within: TokenSnapshot, kept: string): boolean {
  if (!entry?.within || entry.text !== kept || ageOf(entry) > TTL_MS / 2) return false
  const { tokens } = entry.within
  return tokens.size === within.tokens.size && [...within.tokens].every(([one, token]) => tokens.get(one) === token)
}
