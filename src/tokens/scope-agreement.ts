import type { EventHub } from '../events'
import type { WriterList } from './writer-list'

/** Which scopes all processes kept that change tokens, as long as a token stood for their list. */
export interface Agreement {
  readonly token: string
  /** Whether all of them kept a scope, named by its bulk identifier. */
  keeps(scope: string): boolean
}

/**
 * Knows on which scopes the processes agree that change tokens. What it knows of a token holds for good: the store replaces
 * the token when the list gets other sets of scopes, and no token comes twice, not even after Redis was emptied or has come
 * back from a snapshot. So it asks for the list only when a read brings a token that it doesn't know.
 */
export class ScopeAgreement {
  readonly #list: WriterList
  readonly #events: EventHub
  #last: KnownAgreement | undefined
  #asking: Promise<KnownAgreement | undefined> | undefined

  constructor(list: WriterList, events: EventHub) {
    this.#list = list
    this.#events = events
  }

  /** What was learned last, which may not hold any more. */
  get last(): Agreement | undefined {
    return this.#last
  }

  /** What is known of a token, without asking. */
  known(token: string | undefined): Agreement | undefined {
    return token !== undefined && token === this.#last?.token ? this.#last : undefined
  }

  /** `undefined` when the list has another token by now, or can't be read: then nothing is known of the given one. */
  async learn(token: string | undefined): Promise<Agreement | undefined> {
    // The answer to an earlier question may be from before the token.
    if (this.#asking) await this.#asking
    const known = this.known(token)
    if (known) return known
    await (this.#asking ??= this.#ask().finally(() => (this.#asking = undefined)))
    return this.known(token)
  }

  /** Scopes that a read could not rely on: each is reported once for an agreement. */
  tell(agreement: Agreement, unused: readonly string[]): void {
    const last = this.#last
    if (agreement !== last) return
    const scopes = unused.filter((scope) => !last.told.has(scope))
    if (scopes.length === 0) return
    for (const scope of scopes) last.told.add(scope)
    this.#events.emit('scopesUnused', { scopes, processes: last.lacking(scopes) })
  }

  async #ask(): Promise<KnownAgreement | undefined> {
    // The store reports why.
    const reading = await this.#list.writers().catch(() => undefined)
    if (reading?.token === undefined) return undefined
    const { token, writers } = reading
    const sets = writers.map(({ id, scopes }) => ({ id, scopes: new Set(scopes) }))
    return (this.#last = {
      token,
      told: new Set(),
      keeps: (scope) => sets.every(({ scopes }) => scopes.has(scope)),
      lacking: (wanted) => sets.filter(({ scopes }) => !wanted.every((one) => scopes.has(one))).map(({ id }) => id),
    })
  }
}

interface KnownAgreement extends Agreement {
  readonly told: Set<string>
  /** The processes that don't keep all of these scopes. */
  lacking(scopes: readonly string[]): string[]
}
