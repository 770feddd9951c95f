import type { Mode } from './run-suite'

/** How a test must end in another way than without the library. */
export interface Expected {
  /** What it says: a failure of another kind is none that was expected. */
  readonly message: string
  readonly reason: string
  /** The only database that it does anything on. */
  readonly database?: string
}

const provider = 'functional/cache/custom-cache-provider.test.js: custom cache provider'
const builder = 'functional/query-builder/cache/query-builder-cache.test.js: query builder > cache'
const repository =
  'functional/repository/find-options/repository-find-options.test.js: repository > find options > cache'
const counts =
  'github-issues/4277/issue-4277.test.js: github issues > #4277 Using cache in findAndCount and getManyAndCount returns 0 as count'
const replication =
  "github-issues/5919/issue-6399.test.js: github issues > #5919 Caching won't work with replication enabled"
const always =
  "github-issues/9910/issue-9910.test.js: github issues > #9910 Incorrect behaivor of 'alwaysEnabled: true' after change from issue #9023"

/** It asks for what was there before an INSERT, for as long as TypeORM's caches know nothing of that: ours is told. */
const stale = (what: string, message: string): Expected => ({ message, reason: `wants ${what}` })

const oneRow = stale('one row, where a second one has been saved', 'expected 2 to equal 1')

const onPostgres = { database: 'postgres' }

/** By the test's file and title. */
export const EXPECTED: Partial<Record<Mode, Readonly<Record<string, Expected>>>> = {
  cached: {
    [`${provider} should be used instead of built-ins`]: {
      message: "to have property 'queryResultCacheTable'",
      reason: 'wants a field of its own cache, in whose place ours is',
    },
    [`${provider} should cache results properly`]: oneRow,
    [`${provider} should cache results with pagination enabled properly`]: oneRow,
    [`${provider} should cache results with custom id and duration supplied`]: oneRow,
    [`${provider} should cache results with pagination enabled properly and custom id and loaded relations`]: stale(
      'no user, where one has been saved',
      'to be null',
    ),
    [`${provider} should cache results with \`true\` provided`]: oneRow,
    [`${builder} should cache results properly`]: oneRow,
    [`${builder} should cache results with pagination enabled properly`]: oneRow,
    [`${builder} should cache results with custom id and duration supplied`]: oneRow,
    [`${builder} should cache results with \`true\` provided`]: oneRow,
    [`${repository} repository should cache results properly`]: stale(
      'three users, where a fourth one has been saved',
      'expected 4 to equal 3',
    ),
    [`${counts} getManyAndCount and findAndCount should count correctly when using cacheId`]: stale(
      'ten users, where an eleventh one has been saved',
      'expected 11 to equal 10',
    ),
    [`${counts} getManyAndCount and findAndCount should count correctly when NOT using cacheId`]: stale(
      'ten users, where an eleventh one has been saved',
      'expected 11 to equal 10',
    ),
    [`${replication} should use cache with a master query runner`]: { ...oneRow, ...onPostgres },
    [`${replication} should use cache with a slave query runner`]: { ...oneRow, ...onPostgres },
    [`${always} should automatically cache if alwaysEnabled`]: oneRow,
  },
}
