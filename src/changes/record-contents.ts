import { EVERYTHING, inBulk, isTag } from '../identifiers/identifier'

/**
 * Rows of one table, or values of one scope, that a record names; with more of them it names the table or scope: it is read
 * after a crash alone.
 */
export const MAX_ROWS = 100

/** Tags that a record names; with more of them it names everything. */
export const MAX_TAGS = 1_000

/** Decides what goes into a record: it is bounded, and may say more than will be bumped. */
export class RecordContents {
  readonly #written = new Set<string>()
  /** By what stands for all of one kind. */
  readonly #kinds = new Map<string, Kind>()
  /** That of the one before: rows of one table mostly come one after the other. */
  #latest: Kind | undefined
  #tags = 0

  get isEmpty(): boolean {
    return this.#written.size === 0
  }

  /** What of `identifiers` must still be written, possibly by what stands for all of the kind. */
  admit(identifiers: Iterable<string>): string[] {
    const admitted: string[] = []
    for (const identifier of identifiers) {
      if (this.#isCovered(identifier) || this.#written.has(identifier)) continue
      const bounded = this.#bounded(identifier)
      if (this.#written.has(bounded)) continue
      this.#written.add(bounded)
      admitted.push(bounded)
    }
    return admitted
  }

  /** Whether the record names the table in place of its rows already. */
  #isCovered(identifier: string): boolean {
    return this.#latest !== undefined && this.#latest.count > MAX_ROWS && isAmong(this.#latest, identifier)
  }

  #bounded(identifier: string): string {
    if (this.#latest && isAmong(this.#latest, identifier)) return this.#counted(identifier, this.#latest)
    if (isTag(identifier)) return ++this.#tags > MAX_TAGS ? EVERYTHING : identifier
    const bulk = inBulk(identifier)
    if (bulk === undefined) return identifier
    let kind = this.#kinds.get(bulk)
    if (!kind) {
      // Behind a scope in bulk come its values, in place of the mark of a table those of its rows.
      const prefix = bulk.endsWith('#~') ? bulk.slice(0, -1) : `${bulk}=`
      this.#kinds.set(bulk, (kind = { prefix, bulk, count: 0 }))
    }
    this.#latest = kind
    return this.#counted(identifier, kind)
  }

  #counted(identifier: string, kind: Kind): string {
    return ++kind.count > MAX_ROWS ? kind.bulk : identifier
  }
}

/** Behind the name of a table come rows, and what begins or ends in a mark that no id has. */
function isAmong({ prefix }: Kind, identifier: string): boolean {
  if (!identifier.startsWith(prefix)) return false
  const [first, last] = [identifier.charCodeAt(prefix.length), identifier.charCodeAt(identifier.length - 1)]
  return first !== 0x3f && last !== 0x2a && last !== 0x7e
}

/** The rows of a table, or the values of a scope. */
interface Kind {
  /** How their identifiers begin. */
  readonly prefix: string
  readonly bulk: string
  count: number
}
