import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { SCOPES, isTagIdentifier } from '../identifiers/identifier'
import { percentEncode } from '../identifiers/percent-encoding'
import { type ChangeLog, type ClaimedRecord, isChangeLog } from '../tokens/change-log'
import type { TokenStore } from '../tokens/token-store'
import { type ListedWriter, listsWriters } from '../tokens/writer-list'

/**
 * Replaces tokens in the name of this process, so that others know by which scopes they may read. With each bump the store
 * makes sure, by its own clock, that the process is listed when the bump is done: so it is also listed again after Redis was
 * emptied, after the list was evicted, and after the process has slept for longer than its lease, and before the writer's
 * call returns. A process that never writes is never listed.
 */
export class TokenChanges {
  readonly #store: TokenStore
  readonly #leaseMs: number
  readonly #keptScopes: () => readonly string[] | undefined
  readonly #id: string = `${percentEncode(hostname())}:${process.pid}:${randomBytes(9).toString('base64url')}`
  /** As it was listed last, and what its scopes were made of. */
  #listed: ListedWriter | undefined
  #listedFor: readonly string[] | undefined

  /** @param keptScopes the scopes that this process keeps; `undefined` while it can't know any */
  constructor(store: TokenStore, leaseMs: number, keptScopes: () => readonly string[] | undefined) {
    this.#store = store
    this.#leaseMs = leaseMs
    this.#keptScopes = keptScopes
  }

  bump(identifiers: readonly string[]): Promise<void> {
    const writer = this.#writerOf(identifiers)
    return writer && listsWriters(this.#store)
      ? this.#store.bump(identifiers, writer)
      : this.#store.bump(this.#withScopes(identifiers))
  }

  /** Bumps, and removes the record of the change set where the store keeps one. */
  settle(changeSet: string, identifiers: readonly string[]): Promise<void> {
    const store = this.#store
    if (!isChangeLog(store)) return this.bump(identifiers)
    const writer = this.#writerOf(identifiers)
    return writer && listsWriters(store)
      ? store.settle(changeSet, identifiers, writer)
      : store.settle(changeSet, this.#withScopes(identifiers))
  }

  async discard(changeSets: readonly string[]): Promise<void> {
    if (isChangeLog(this.#store)) await this.#store.discard(changeSets)
  }

  flush(): Promise<void> {
    return this.#store.flush()
  }

  /** Claims overdue records, and stays in the list if this process is in it. */
  claim(log: TokenStore & ChangeLog): Promise<readonly ClaimedRecord[]> {
    const writer = this.#listed && this.#keptScopes() && this.#listed
    return writer && listsWriters(log) ? log.claim(this.#leaseMs, writer) : log.claim(this.#leaseMs)
  }

  /** This process changes no more tokens. */
  async leave(): Promise<void> {
    const writer = this.#listed
    this.#listed = undefined
    if (writer && listsWriters(this.#store)) await this.#store.leave(writer)
  }

  /** `undefined` where it can't be said which scopes are kept, or only tags have changed. */
  #writerOf(identifiers: readonly string[]): ListedWriter | undefined {
    const scopes = this.#keptScopes()
    if (!scopes || identifiers.every(isTagIdentifier)) return undefined
    // With other scopes it is another writer: what it was before stays until its lease ends.
    if (!this.#listed || this.#listedFor !== scopes) {
      this.#listedFor = scopes
      this.#listed = { id: this.#id, scopes: [...new Set(scopes)].sort(), leaseMs: this.#leaseMs }
    }
    return this.#listed
  }

  /** Who doesn't know the scopes of a table has them all read anew. */
  #withScopes(identifiers: readonly string[]): readonly string[] {
    return this.#keptScopes() || identifiers.every(isTagIdentifier) ? identifiers : [...identifiers, SCOPES]
  }
}
