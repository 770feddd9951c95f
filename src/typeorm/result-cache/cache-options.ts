import { InvalidOptionError, show } from '../../errors'
import { givenOptions } from '../../options'

/** Options of `queryResultCache`. */
export interface QueryResultCacheOptions {
  /**
   * Returns what the results depend on besides the query and its tables, such as the tenant of the connection
   * (`search_path`, row-level security): anything that can be part of a key; a `ref` is a dependency, a string always plain
   * text. Called for each query. If it throws, or returns anything else, the query fails. Default: nothing.
   */
  readonly vary?: (() => unknown) | undefined
}

/** @throws InvalidOptionError */
export function checkCacheOptions(options: QueryResultCacheOptions): QueryResultCacheOptions {
  const given = givenOptions<QueryResultCacheOptions>('queryResultCache()', options, ['vary'])
  const vary: unknown = given.vary
  if (vary === undefined || typeof vary === 'function') return given
  throw new InvalidOptionError(`vary must be a function that returns what the results depend on, not ${show(vary)}.`)
}
