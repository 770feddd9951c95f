import type { DataSource } from 'typeorm'
import type { QueryWatcher } from './query-watcher'

/** What is known of one DataSource, whichever `Alkey` is attached to it. Each fact has one file that notes it. */
export class DataSourceBook {
  /** Who is told of its query runners, once somebody was; its method that makes them is wrapped since. By `watched-queries`. */
  queryWatchers: Set<QueryWatcher> | undefined
  /** Who is called back when it is destroyed, while somebody is. By `end-watch`. */
  destroyCallbacks: Set<() => Promise<void>> | undefined
  /** Whether its managers are watched for `save` and the like. By `persisting`. */
  isPersistenceWatched = false
}

const books = new WeakMap<DataSource, DataSourceBook>()

export function dataSourceBookOf(dataSource: DataSource): DataSourceBook {
  let book = books.get(dataSource)
  if (!book) books.set(dataSource, (book = new DataSourceBook()))
  return book
}
