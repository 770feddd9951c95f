import type { QueryRunner } from 'typeorm'
import type { EventWatcher } from './event-watcher'

/**
 * What is known of one query runner, whichever `Alkey` has learned it. What one has seen on it alone is in its
 * `QueryRunnerChanges`, and what outlives the loan of a connection in the `ConnectionBook`. Each fact has one file that
 * notes it.
 */
export class QueryRunnerBook {
  /** Whether its methods are wrapped. By `watched-queries`. */
  isWatched = false
  /** Whether it has been watched since it was made, and has sent nothing yet. By `watched-queries`. */
  isUnused = false
  /** Those who were told of its events before any subscriber. By `watched-events`. */
  readonly toldFirst = new Set<EventWatcher>()
  /** Who is called back when it is released, while somebody is. By `end-watch`. */
  releaseCallbacks: Set<() => Promise<void>> | undefined
  /**
   * Whether it may be asked for the number of rows that a SELECT has found, or for the warnings of the last write: another
   * SELECT takes their place. Only who has sent these asks for them, and not who borrows the connection next, so they are
   * no facts of the connection. By `changed-settings`.
   */
  hasCountedRows = false
  hasWarnings = false
}

const books = new WeakMap<QueryRunner, QueryRunnerBook>()

export function queryRunnerBookOf(queryRunner: QueryRunner): QueryRunnerBook {
  let book = books.get(queryRunner)
  if (!book) books.set(queryRunner, (book = new QueryRunnerBook()))
  return book
}
