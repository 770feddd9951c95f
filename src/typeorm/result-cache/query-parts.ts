import type { QueryRunner } from 'typeorm'
import { InvalidPartError } from '../../errors'
import { bulkIdentifier, rowIdentifier } from '../../identifiers/identifier'
import { literal } from '../../identifiers/ref'
import { type Dependency, Dependencies } from '../../keys/dependency'
import type { KeyPart } from '../../keys/key-part'
import { dataSourceOf } from '../versions'
import type { DataSourceWrites } from '../reach/data-source-writes'
import { identifiersRead } from '../reach/identifiers-read'
import { tablesRead } from '../reach/tables-read'
import { shownParameters, sqlOf } from './query-text'

/** No table can be called so: the grammar of identifiers has no `$`. */
const QUERIES = '$queries'

/** What changes when all queries are to be forgotten. */
export const ALL_QUERIES = bulkIdentifier(QUERIES)

/** What changes when the query that its user gave this id is to be forgotten. */
export function queryIdentifier(id: string): string {
  return rowIdentifier(QUERIES, [id])
}

/** A query as TypeORM hands it to its cache. */
export interface CachedQuery {
  /** The SQL, and the parameters in a comment behind it. */
  readonly text: string
  readonly id: string | undefined
  /** What else its result depends on: a part of its key. */
  readonly variant: unknown
}

/** The parts of a query's key. */
export interface QueryParts {
  readonly parts: readonly KeyPart[]
  /** Whether they are those of the query with these parameters, of which its text does not tell everything. */
  readonly areFor: (parameters: unknown) => boolean
}

/** The parts; or why there can be none. */
export function queryParts(
  { text, id, variant }: CachedQuery,
  queryRunner: QueryRunner,
  writes: DataSourceWrites,
  dependenciesOf: (identifier: string) => readonly Dependency[],
): QueryParts | { readonly unknown: string } | undefined {
  const read = tablesRead(sqlOf(text), writes)
  if ('unknown' in read) return read
  if (read.locks) return undefined
  const hasConditions = read.reads.some(({ matches }) => matches !== undefined)
  const identifiers = identifiersRead(read.reads, hasConditions ? shownParameters(text) : undefined, writes.dialect)
  const dependencies: Dependency[] = []
  try {
    for (const identifier of identifiers.all) dependencies.push(...dependenciesOf(identifier))
  } catch (cause) {
    // A view that reads no table.
    if (cause instanceof InvalidPartError) return { unknown: cause.message }
    throw cause
  }
  const forgotten = id === undefined ? ALL_QUERIES : queryIdentifier(id)
  const { driver, options } = dataSourceOf(queryRunner) as DatabaseOf
  const parts = [
    new Dependencies(dependencies),
    new Dependencies([{ kind: id === undefined ? 'bulk' : 'row', identifier: forgotten, shape: '' }]),
    literal([options.type, driver.database, driver.schema, text, id]),
    // Within an array text is only text, whoever it comes from.
    [variant],
  ]
  const areFor = (parameters: unknown): boolean =>
    !identifiers.haveRows ||
    (Array.isArray(parameters) &&
      sameTexts(identifiersRead(read.reads, parameters, writes.dialect).all, identifiers.all))
  return { parts, areFor }
}

function sameTexts(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, at) => text === others[at])
}

interface DatabaseOf {
  readonly options: { readonly type: string }
  readonly driver: { readonly database?: string; readonly schema?: string }
}
