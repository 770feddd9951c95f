import type { QueryRunner } from 'typeorm'

/**
 * What transactions have changed that were still open when their query runner was released. The connection is back in
 * the pool with the transaction on it, and whoever sends the next COMMIT there commits that as well.
 */
export class LeftOpen {
  readonly #byConnection = new WeakMap<object, Set<string>>()

  leave(queryRunner: QueryRunner, changed: ReadonlySet<string>): void {
    const connection = connectionOf(queryRunner)
    if (connection && changed.size > 0) this.#byConnection.set(connection, new Set(changed))
  }

  /** Adds what was written on the connection since, if a transaction was left open there. */
  join(queryRunner: QueryRunner, changed: ReadonlySet<string>): void {
    const connection = connectionOf(queryRunner)
    const left = connection && this.#byConnection.get(connection)
    if (left) for (const identifier of changed) left.add(identifier)
  }

  /** What was left on the connection; now it is the caller's. */
  take(queryRunner: QueryRunner): ReadonlySet<string> | undefined {
    const connection = connectionOf(queryRunner)
    const left = connection && this.#byConnection.get(connection)
    if (connection && left) this.#byConnection.delete(connection)
    return left
  }
}

function connectionOf(queryRunner: QueryRunner): object | undefined {
  return (queryRunner as unknown as { databaseConnection?: object }).databaseConnection
}
