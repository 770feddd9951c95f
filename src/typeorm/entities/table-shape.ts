import { createHash } from 'node:crypto'
import type { EntityMetadata } from 'typeorm'
import { dataSourceOf } from '../versions'

/** A fingerprint of what rows of a table look like to the entities that map it, in one database. */
export function tableShape(metadatas: readonly EntityMetadata[], database: string): string {
  const lines = metadatas.flatMap((metadata) => [
    ...metadata.columns.map((column) =>
      JSON.stringify([
        metadata.name,
        column.propertyPath,
        column.databasePath,
        dataSourceOf(metadata).driver.normalizeType(column),
        column.isArray,
        column.isNullable,
        column.isSelect,
        column.transformer !== undefined,
      ]),
    ),
    ...metadata.relations.map((relation) =>
      JSON.stringify([
        metadata.name,
        relation.propertyPath,
        relation.relationType,
        relation.inverseEntityMetadata.name,
      ]),
    ),
  ])
  // 96 bits: not a secret, only different with near certainty.
  return createHash('sha256')
    .update([database, ...lines.sort()].join('\n'))
    .digest('base64url')
    .slice(0, 16)
}
