import type { QueryRunner } from 'typeorm'
import type { Versioned } from '../../tokens/versioned-part'
import { connectionOf } from '../versions'

interface Left {
  readonly identifiers: Set<string>
  /** Tags that cache handlers keep. */
  readonly tags: readonly Versioned[]
}

/** The connections that have been given back with an open transaction on them, and have not ended it since. */
const leftOpen = new WeakSet<object>()

export function isLeftOpen(queryRunner: QueryRunner): boolean {
  const connection = connectionOf(queryRunner)
  return connection !== undefined && isConnectionLeftOpen(connection)
}

export function isConnectionLeftOpen(connection: object): boolean {
  return leftOpen.has(connection)
}

/**
 * What transactions have changed that were still open when their query runner was released. The connection is back in
 * the pool with the transaction on it, and whoever sends the next COMMIT there commits that as well.
 */
export class LeftOpen {
  readonly #byConnection = new WeakMap<object, Left>()
  /** Connections on which a transaction's beginning or end was seen. */
  #followed = new WeakSet<object>()

  /** A transaction was seen to begin or to end on the connection: from now on none begins there unseen. */
  follow(queryRunner: QueryRunner): void {
    const connection = connectionOf(queryRunner)
    if (connection) this.#followed.add(connection)
  }

  isFollowed(queryRunner: QueryRunner): boolean {
    const connection = connectionOf(queryRunner)
    return connection !== undefined && this.#followed.has(connection)
  }

  /** Nobody watches the connections any more. */
  lose(): void {
    this.#followed = new WeakSet()
  }

  leave(queryRunner: QueryRunner, changed: ReadonlySet<string>, tags: readonly Versioned[]): void {
    const connection = connectionOf(queryRunner)
    if (!connection) return
    leftOpen.add(connection)
    this.#byConnection.set(connection, { identifiers: new Set(changed), tags })
  }

  /** Adds what was written on the connection since, if a transaction was left open there. */
  join(queryRunner: QueryRunner, changed: ReadonlySet<string>): void {
    const connection = connectionOf(queryRunner)
    const left = connection && this.#byConnection.get(connection)
    if (left) for (const identifier of changed) left.identifiers.add(identifier)
  }

  /** What was left on the connection; now it is the caller's. */
  take(queryRunner: QueryRunner): Left | undefined {
    const connection = connectionOf(queryRunner)
    const left = connection && this.#byConnection.get(connection)
    if (connection && left) {
      leftOpen.delete(connection)
      this.#byConnection.delete(connection)
    }
    return left
  }
}
