import type { Versioned } from '../tokens/versioned-part'
import { Changes } from './changes'
import { type UnreadRow, UnreadRows } from './unread-rows'

/**
 * What a transaction has changed, in frames: one for the transaction and one for each open savepoint.
 * It follows the statements that the database was sent, whoever sent them, so that it is as exact as the database.
 */
export class SavepointStack {
  readonly #frames: [Frame, ...Frame[]] = [emptyFrame(undefined)]

  add(identifiers: Iterable<string>, tags: Iterable<Versioned> = []): void {
    this.#innermost.changes.add(identifiers, tags)
  }

  /** The rows whose parents are still to be read, of the innermost savepoint. */
  get unread(): UnreadRows {
    return this.#innermost.unread
  }

  allUnread(): UnreadRow[] {
    const all = new UnreadRows()
    for (const { unread } of this.#frames) all.follow(unread)
    return [...all]
  }

  /** Their parents have been read: that stays so, whichever savepoint is rolled back. */
  addRead(identifiers: Iterable<string>): void {
    this.#frames[0].changes.add(identifiers)
    for (const frame of this.#frames) frame.unread = new UnreadRows()
  }

  /** Something was written, whether or not it changes a key. */
  noteWrite(): void {
    this.#innermost.hasWritten = true
  }

  get hasWritten(): boolean {
    return this.#frames.some(({ hasWritten }) => hasWritten)
  }

  open(name: string): void {
    this.#frames.push(emptyFrame(name))
  }

  has(name: string): boolean {
    return this.#latest(name) !== undefined
  }

  /**
   * The savepoint was released, and those in it: what changed in them now belongs to what is around.
   * @returns whether there was such a savepoint
   */
  release(name: string): boolean {
    const at = this.#latest(name)
    if (at === undefined) return false
    const released = this.#frames.splice(at)
    for (const frame of released) merge(frame, this.#frames.at(-1))
    return true
  }

  /**
   * Back to the savepoint, which stays: what changed since did not happen.
   * @returns whether there was such a savepoint; after one from before anybody watched, all changes are kept
   */
  rollBackTo(name: string): boolean {
    const at = this.#latest(name)
    if (at === undefined) return false
    this.#frames.splice(at)
    this.open(name)
    return true
  }

  /** Nothing has changed since the transaction began. */
  clear(): void {
    this.#frames.splice(1)
    this.#frames[0] = emptyFrame(undefined)
  }

  /** Where a name is taken once only, as in MySQL, a new savepoint forgets the old one, but not what changed in it. */
  forget(name: string): void {
    const at = this.#latest(name)
    if (at === undefined) return
    const [forgotten] = this.#frames.splice(at, 1)
    if (forgotten) merge(forgotten, this.#frames[at - 1])
  }

  /** Whether it has changed what the database has, by all that is known; tags of handlers are elsewhere. */
  get hasIdentifiers(): boolean {
    return this.#frames.some(({ changes }) => changes.identifiers.size > 0)
  }

  /** As they are, without a copy, where there is no savepoint. */
  get soleIdentifiers(): ReadonlySet<string> | undefined {
    return this.#frames.length === 1 ? this.#frames[0].changes.identifiers : undefined
  }

  changes(): Changes {
    const all = new Changes()
    for (const { changes } of this.#frames) all.addAll(changes)
    return all
  }

  get #innermost(): Frame {
    return this.#frames.at(-1) ?? this.#frames[0]
  }

  #latest(name: string): number | undefined {
    const at = this.#frames.findLastIndex((frame) => frame.name === name)
    return at < 0 ? undefined : at
  }
}

interface Frame {
  /** `undefined` for the transaction itself. */
  readonly name: string | undefined
  readonly changes: Changes
  unread: UnreadRows
  hasWritten: boolean
}

function emptyFrame(name: string | undefined): Frame {
  return { name, changes: new Changes(), unread: new UnreadRows(), hasWritten: false }
}

function merge({ changes, unread, hasWritten }: Frame, around: Frame | undefined): void {
  if (!around) return
  around.changes.addAll(changes)
  around.unread.follow(unread)
  around.hasWritten ||= hasWritten
}
