import type { EntityMetadata, ObjectLiteral, QueryRunner } from 'typeorm'
import type { EntityCatalog } from './entity-catalog'
import type { RelationMetadata } from './metadata'
import { owningRelations, parentNamed } from './parents'
import { persisted } from './primary-key'
import { dataSourceOf } from './data-source-of'

/** Rows in one statement: far below every database's limit for parameters, also with composite keys. */
const CHUNK = 500

/**
 * The parents that rows have in the database now, read on the transaction's own connection: another connection of the
 * application's pool may not be free before this transaction ends.
 */
export async function readParents(
  queryRunner: QueryRunner,
  metadata: EntityMetadata,
  rows: readonly ObjectLiteral[],
  catalog: EntityCatalog,
): Promise<Set<string>> {
  const parents = new Set<string>()
  const relations = owningRelations(metadata, catalog)
  for (let at = 0; at < rows.length; at += CHUNK) {
    const [sql, parameters] = selectForeignKeys(metadata, relations, rows.slice(at, at + CHUNK))
    const found = (await queryRunner.query(sql, parameters)) as Record<string, unknown>[]
    for (const row of found) {
      for (const relation of relations) {
        const key = relation.joinColumns.map((column) => row[column.databaseName])
        const parent = parentNamed(relation, key, undefined, catalog)
        if (parent !== undefined) parents.add(parent)
      }
    }
  }
  return parents
}

function selectForeignKeys(
  metadata: EntityMetadata,
  relations: readonly RelationMetadata[],
  rows: readonly ObjectLiteral[],
): [string, unknown[]] {
  const { driver } = dataSourceOf(metadata)
  const parameters: unknown[] = []
  const conditions = rows.map((row) => {
    const equalities = metadata.primaryColumns.map((column) => {
      parameters.push(persisted(column, column.getEntityValue(row)))
      return `${driver.escape(column.databaseName)} = ${driver.createParameter(column.databaseName, parameters.length - 1)}`
    })
    return `(${equalities.join(' AND ')})`
  })
  const columns = new Set(
    relations.flatMap(({ joinColumns }) => joinColumns.map(({ databaseName }) => driver.escape(databaseName))),
  )
  const table = metadata.tablePath
    .split('.')
    .map((name) => driver.escape(name))
    .join('.')
  return [`SELECT DISTINCT ${[...columns].join(', ')} FROM ${table} WHERE ${conditions.join(' OR ')}`, parameters]
}
