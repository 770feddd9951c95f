// Warnings that several test files expect, by what those are about; see `expectWarnings`.

/** An Alkey without a DataSource makes keys of rows. */
export const unattached = /^typeorm-alkey: A key that depends on tables was made, but no DataSource is attached/

/** Values are made of nothing that can change. */
export const noDependency = /^typeorm-alkey: The value '[^]*' has no dependency/

/** Values are made of tables that their parts leave out. */
export const uncovered = /^typeorm-alkey: The value '[^]*' is made of the table \w+, but no part covers that table/

/** Queries with `cache: true` can't be cached. */
export const uncachedQuery = /^typeorm-alkey: A query is not cached\. Reason: /

/** Redis is lost, and may come back. */
export const outages = /^typeorm-alkey: Redis ([^]*Until it is available again|is available again)/

/** Statements are sent on one client without waiting for the one before, by a test or by TypeORM itself. */
export const sentAtOnce = /^Calling client\.query\(\) when the client is already executing a query is deprecated/

/** An Alkey is closed while changes are owed. */
export const undelivered = /^typeorm-alkey: close\(\) has ended, and \d+ changes? (is|are) not delivered/

/** Processes that write don't all keep a scope. */
export const scopesUnused = /^typeorm-alkey: (A process|\d+ processes) \([^]*\) changes? tokens without keeping /
