import type { EventHub } from '../../events'

/** Names kept at the most; beyond, some are told again. */
const MOST = 1_000

/** Tells users what can't be seen, once each. */
export class Notices {
  readonly #events: EventHub
  readonly #told = new Set<string>()

  constructor(events: EventHub) {
    this.#events = events
  }

  /** A statement was executed that may have changed anything. */
  unknownWrite(statement: string): void {
    if (this.#isNew(`statement ${statement}`)) this.#events.emit('unknownWrite', { statement })
  }

  /** A table was written that no entity maps. */
  unmapped(table: string): void {
    if (this.#isNew(`table ${table}`)) this.#events.emit('unmapped', { table })
  }

  /** A query was to be cached, and can't be. */
  uncachedQuery(query: string, reason: string): void {
    if (this.#isNew(`query ${query}`)) this.#events.emit('uncachedQuery', { query, reason })
  }

  #isNew(text: string): boolean {
    if (this.#told.has(text)) return false
    if (this.#told.size >= MOST) this.#told.clear()
    this.#told.add(text)
    return true
  }
}
