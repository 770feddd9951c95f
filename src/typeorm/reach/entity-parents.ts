import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import type { EntityTable } from '../entities/entity-table'
import type { RelationMetadata } from '../metadata'
import { persisted } from '../entities/column-texts'
import { type Reference, targetInAnswer } from './references'
import { ancestorsOf } from './touch-rules'

/** The parents that an entity at hand names by one reference; `undefined` when it doesn't hold the key. */
export function parentsInEntity(
  reference: Reference,
  table: EntityTable,
  metadata: EntityMetadata,
  entity: ObjectLiteral,
): readonly string[] | undefined {
  return keysInEntity(reference, table, metadata, entity)?.flatMap((key) => targetInAnswer(reference, key) ?? [])
}

function keysInEntity(
  { relations, columns }: Reference,
  table: EntityTable,
  metadata: EntityMetadata,
  entity: ObjectLiteral,
): readonly (readonly unknown[])[] | undefined {
  const own = relations.find((relation) => metadata.relations.includes(relation))
  if (own) return keysByRelation(own, entity)
  // Within single-table inheritance, a row has no value in the columns of its sisters.
  if (relations.length > 0 && relations.every((relation) => isSameFamily(relation.entityMetadata, metadata))) return []
  const key = columns.map((name) => {
    const column = metadata.columns.find(({ databaseName }) => table.folded(databaseName) === name)
    return column && persisted(column, column.getEntityValue(entity))
  })
  return key.includes(undefined) ? undefined : [key]
}

/** A relation and the column mapped beside it may disagree in an entity at hand, so both count. */
function keysByRelation(
  relation: RelationMetadata,
  entity: ObjectLiteral,
): readonly (readonly unknown[])[] | undefined {
  const viaRelation = relation.joinColumns.map((column) => persisted(column, column.getEntityValue(entity)))
  const viaColumn = relation.joinColumns.map((column) =>
    column.isVirtual ? undefined : persisted(column, propertyAt(entity, column.propertyPath)),
  )
  const known = [viaRelation, viaColumn].filter((key) => !key.includes(undefined))
  return known.length > 0 ? known : undefined
}

function propertyAt(entity: ObjectLiteral, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as ObjectLiteral | null | undefined)?.[name], entity)
}

function isSameFamily(one: EntityMetadata, other: EntityMetadata): boolean {
  return (ancestorsOf(one).at(-1) ?? one) === (ancestorsOf(other).at(-1) ?? other)
}
