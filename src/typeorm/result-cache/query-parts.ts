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

/** The parts of a query's key, but for its variant. */
export interface QueryParts {
  readonly parts: readonly KeyPart[]
  /** Whether they are those of the query with these parameters, of which its text does not tell everything. */
  readonly areFor: (parameters: unknown) => boolean
}

/** What tells a query from others with the same text, but for its variant. */
export interface QueryPlace {
  /** Given by its user. */
  readonly id: string | undefined
  readonly type: string
  readonly database: string | undefined
  readonly schema: string | undefined
}

export function placeOf(queryRunner: QueryRunner, id: string | undefined): QueryPlace {
  const { driver, options } = dataSourceOf(queryRunner) as DatabaseOf
  return { id, type: options.type, database: driver.database, schema: driver.schema }
}

/**
 * The parts; or why there can be none; or nothing, if it is not to be cached.
 *
 * @param text the SQL, and the parameters in a comment behind it
 */
export function queryParts(
  text: string,
  { id, type, database, schema }: QueryPlace,
  writes: DataSourceWrites,
  dependenciesOf: (identifier: string) => readonly Dependency[],
): QueryParts | { readonly unknown: string } | undefined {
  const read = tablesRead(sqlOf(text), writes)
  if ('unknown' in read) return read
  if (read.locks) return undefined
  const hasConditions = read.reads.some(({ alternatives }) => alternatives !== undefined)
  const identifiers = identifiersRead(read.reads, hasConditions ? shownParameters(text) : undefined, writes.dialect)
  let dependencies: readonly Dependency[]
  try {
    dependencies = identifiers.all.flatMap(dependenciesOf)
  } catch (cause) {
    // A view that reads no table.
    if (cause instanceof InvalidPartError) return { unknown: cause.message }
    throw cause
  }
  const forgotten = id === undefined ? ALL_QUERIES : queryIdentifier(id)
  const parts = [
    new Dependencies(dependencies),
    new Dependencies([{ kind: id === undefined ? 'bulk' : 'row', identifier: forgotten, shape: '' }]),
    literal([type, database, schema, text, id]),
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
