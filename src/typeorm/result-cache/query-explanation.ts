import { InvalidOptionError, InvalidPartError, NotAttachedError, show } from '../../errors'
import type { Dependency } from '../../keys/dependency'
import type { DataSourceWrites } from '../reach/data-source-writes'
import { type PlaceDependency, identifiersRead } from '../reach/identifiers-read'
import { narrowerScope, whyNotNarrower } from '../reach/narrower'
import type { NamedBy } from '../reach/row-namings'
import { tablesRead } from '../reach/tables-read'

/** A query builder, or SQL. */
export type QueryToExplain = string | { getQueryAndParameters(): [string, unknown[]] }

/** What a cached query depends on. */
export interface QueryExplanation {
  /** Whether its text allows it to be cached; its transaction or connection may forbid it. */
  readonly cacheable: boolean
  /** Why it is not cacheable. */
  readonly reason?: string
  /** All identifiers that its key is made of. */
  readonly identifiers: readonly string[]
  /** The places where it reads a table. */
  readonly references: readonly ExplainedReference[]
}

/** A place where a query reads a table. */
export interface ExplainedReference {
  /** The table as it stands in identifiers. */
  readonly table: string
  /** What the query calls it, if it gives it a name. */
  readonly alias?: string
  readonly dependsOn: readonly string[]
  /**
   * What the identifiers are: rows of the table, a scope of it, the rows that its rows belong to, the same by a joined table,
   * or the table.
   */
  readonly by: NamedBy
  /** Why it is nothing narrower; absent for rows and scopes. */
  readonly reason?: string
  /** The declaration that would make it narrower, if one would. */
  readonly narrower?: string
}

/**
 * Tells what a query would depend on. Sends nothing.
 * @throws NotAttachedError, InvalidOptionError
 */
export function explainedQuery(
  query: QueryToExplain,
  parameters: readonly unknown[] | undefined,
  writes: DataSourceWrites | undefined,
  dependenciesOf: (identifier: string) => readonly Dependency[],
): QueryExplanation {
  if (!writes)
    throw new NotAttachedError(
      'explainQuery() needs a DataSource, whose entities tell the tables. Call attach() first.',
    )
  const [sql, values] = askedSql(query, parameters)
  const read = tablesRead(sql, writes)
  if ('unknown' in read) return uncacheable(isWrite(sql, writes) ? 'it writes, or may write' : read.unknown)
  const told = identifiersRead(read.reads, values, writes.dialect)
  try {
    const dependencies = told.all.flatMap(dependenciesOf)
    return {
      cacheable: !read.locks,
      ...(read.locks && { reason: 'it locks rows' }),
      identifiers: [...new Set(dependencies.map(({ identifier }) => identifier))],
      references: told.places.map((place) => explainedReference(place, values, writes, dependenciesOf)),
    }
  } catch (cause) {
    // A view that reads no table.
    if (cause instanceof InvalidPartError) return uncacheable(cause.message)
    throw cause
  }
}

function explainedReference(
  place: PlaceDependency,
  parameters: readonly unknown[],
  writes: DataSourceWrites,
  dependenciesOf: (identifier: string) => readonly Dependency[],
): ExplainedReference {
  const { table, alias } = place.read
  const reason = whyNotNarrower(place, parameters)
  const scope = narrowerScope(place, parameters, writes)
  // A view stands for the tables that it reads.
  const dependsOn = table.isView
    ? place.identifiers.flatMap(dependenciesOf).map(({ identifier }) => identifier)
    : place.identifiers
  return {
    table: table.text,
    ...(alias !== undefined && { alias }),
    dependsOn,
    by: place.by,
    ...(reason !== undefined && { reason }),
    ...(scope && { narrower: `declare the scope '${scope.property}' on ${scope.entity}` }),
  }
}

function uncacheable(reason: string): QueryExplanation {
  return { cacheable: false, reason, identifiers: [], references: [] }
}

function isWrite(sql: string, writes: DataSourceWrites): boolean {
  return writes.sql.statementsIn(sql).length > 0
}

function askedSql(query: QueryToExplain, parameters: unknown): readonly [string, readonly unknown[]] {
  if (parameters !== undefined && !Array.isArray(parameters))
    throw new InvalidOptionError(
      `explainQuery() takes the parameters of SQL as an array, in their order, not ${show(parameters)}.`,
    )
  if (typeof query === 'string') {
    if (query.trim() !== '') return [query, (parameters as readonly unknown[] | undefined) ?? []]
    throw new InvalidOptionError('explainQuery() was given an empty text. Pass a query builder, or the SQL of a query.')
  }
  if (!isQueryBuilder(query)) {
    throw new InvalidOptionError(
      `explainQuery() takes a query builder or SQL, not ${show(query)}. For what find() takes, pass ` +
        'repository.createQueryBuilder().setFindOptions(…).',
    )
  }
  if (parameters !== undefined)
    throw new InvalidOptionError(
      'A query builder has its own parameters. Pass parameters to explainQuery() with SQL alone.',
    )
  return query.getQueryAndParameters()
}

function isQueryBuilder(query: unknown): query is Exclude<QueryToExplain, string> {
  if (typeof query !== 'object' || query === null || !('getQueryAndParameters' in query)) return false
  return typeof query.getQueryAndParameters === 'function'
}
