import type { QueryRunner } from 'typeorm'
import type { Changes } from '../../changes/changes'
import { connectionOf } from '../versions'
import { bookOfConnection } from './connection-book'

/** What one `Alkey` has seen of a connection, and left on it. */
interface Seen {
  /** When a transaction's beginning or end was seen there: as long as which watch lasts. */
  followedIn: number | undefined
  left: Changes | undefined
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

  leave(queryRunner: QueryRunner, changed: Changes): void {
    const connection = connectionOf(queryRunner)
    if (!connection) return
    bookOfConnection(connection).isLeftOpen = true
    this.#on(connection).left = changed
  }

  /** Adds what was written on the connection since, if a transaction was left open there. */
  join(queryRunner: QueryRunner, changed: Changes): void {
    this.#seenOn(queryRunner)?.left?.addAll(changed)
  }

  /** What was left on the connection; now it is the caller's. */
  take(queryRunner: QueryRunner): Changes | undefined {
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
