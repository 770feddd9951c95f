import type { QueryRunner } from 'typeorm'
import type { Versioned } from '../../tokens/versioned-part'
import { connectionOf } from '../versions'
import { bookOfConnection } from './connection-book'

interface Left {
  readonly identifiers: Set<string>
  /** Tags that cache handlers keep. */
  readonly tags: readonly Versioned[]
}

/** What one `Alkey` has seen of a connection, and left on it. */
interface Seen {
  /** When a transaction's beginning or end was seen there: as long as which watch lasts. */
  followedIn: number | undefined
  left: Left | undefined
}

/**
 * What transactions have changed that were still open when their query runner was released. The connection is back in
 * the pool with the transaction on it, and whoever sends the next COMMIT there commits that as well.
 */
export class LeftOpen {
  readonly #byConnection = new WeakMap<object, Seen>()
  /** Counts the times for which the connections were watched without a gap. */
  #watch = 0

  /** A transaction was seen to begin or to end on the connection: from now on none begins there unseen. */
  follow(queryRunner: QueryRunner): void {
    const connection = connectionOf(queryRunner)
    if (connection) this.#on(connection).followedIn = this.#watch
  }

  isFollowed(queryRunner: QueryRunner): boolean {
    return this.#seenOn(queryRunner)?.followedIn === this.#watch
  }

  /** Nobody watches the connections any more. */
  lose(): void {
    this.#watch++
  }

  leave(queryRunner: QueryRunner, changed: ReadonlySet<string>, tags: readonly Versioned[]): void {
    const connection = connectionOf(queryRunner)
    if (!connection) return
    bookOfConnection(connection).isLeftOpen = true
    this.#on(connection).left = { identifiers: new Set(changed), tags }
  }

  /** Adds what was written on the connection since, if a transaction was left open there. */
  join(queryRunner: QueryRunner, changed: ReadonlySet<string>): void {
    const left = this.#seenOn(queryRunner)?.left
    if (left) for (const identifier of changed) left.identifiers.add(identifier)
  }

  /** What was left on the connection; now it is the caller's. */
  take(queryRunner: QueryRunner): Left | undefined {
    const connection = connectionOf(queryRunner)
    const seen = this.#seenOn(queryRunner)
    if (!connection || !seen?.left) return undefined
    const { left } = seen
    bookOfConnection(connection).isLeftOpen = false
    seen.left = undefined
    return left
  }

  #seenOn(queryRunner: QueryRunner): Seen | undefined {
    const connection = connectionOf(queryRunner)
    return connection && this.#byConnection.get(connection)
  }

  #on(connection: object): Seen {
    let seen = this.#byConnection.get(connection)
    if (!seen) this.#byConnection.set(connection, (seen = { followedIn: undefined, left: undefined }))
    return seen
  }
}
