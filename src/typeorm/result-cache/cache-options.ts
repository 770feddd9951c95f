import { InvalidOptionError, show } from '../../errors'
import { givenOptions } from '../../options'

/** What `queryResultCache` takes. */
export interface QueryResultCacheOptions {
  /**
   * What the results depend on besides the query and its tables, such as the tenant whose settings a connection has
   * (`search_path`, row-level security): anything that can be part of a key, as a `ref` whose row then counts, too; text
   * is only text. Called for each query, which fails where it throws or gives anything else. Default: nothing.
   */
  readonly vary?: (() => unknown) | undefined
}

/** @throws InvalidOptionError */
export function checkCacheOptions(options: QueryResultCacheOptions): QueryResultCacheOptions {
  const given = givenOptions<QueryResultCacheOptions>('queryResultCache()', options, ['vary'])
  const vary: unknown = given.vary
  if (vary === undefined || typeof vary === 'function') return given
  throw new InvalidOptionError(`vary must be a function that gives what results depend on, not ${show(vary)}.`)
}
