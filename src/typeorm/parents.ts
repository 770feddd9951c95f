import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import type { EntityCatalog } from './entity-catalog'
import type { RelationMetadata } from './metadata'
import { persisted } from './primary-key'

/** The relations by which a row belongs to another one: many-to-one and the owning side of one-to-one. */
export function owningRelations(metadata: EntityMetadata): RelationMetadata[] {
  return metadata.relations.filter((relation) => relation.isManyToOne || relation.isOneToOneOwner)
}

/** The identifiers of a relation's parents in one state of a row; `undefined` when the state doesn't hold the key. */
export function parentsIn(
  relation: RelationMetadata,
  state: ObjectLiteral,
  catalog: EntityCatalog,
): readonly string[] | undefined {
  const keys = foreignKeysIn(relation, state)
  return keys?.map((key) => parentNamed(relation, key, state, catalog)).filter((parent) => parent !== undefined)
}

/** The identifier of the parent with a foreign key as the database has it; `undefined` for a row without parent. */
export function parentNamed(
  relation: RelationMetadata,
  key: readonly unknown[],
  state: ObjectLiteral | undefined,
  catalog: EntityCatalog,
): string | undefined {
  if (key.some((value) => value === null)) return undefined
  const table = catalog.tableOf(relation.inverseEntityMetadata)
  const values = table.primaryKey.columns.map((column) => key[referencingIndex(relation, column.databaseName)])
  const id = table.namesRows && !values.includes(undefined) ? table.primaryKey.ofDatabase(values) : undefined
  if (id) return table.rowIdentifier(id)
  // A foreign key to another column than the primary key names the row only through the parent itself.
  const parent: unknown = state && relation.getEntityValue(state)
  const row = typeof parent === 'object' && parent ? table.rowOf(relation.inverseEntityMetadata, parent) : undefined
  return row ?? table.bulkIdentifier
}

/** The identifiers that stand for all possible parents. */
export function allParents(metadata: EntityMetadata, catalog: EntityCatalog): string[] {
  return owningRelations(metadata).map((relation) => catalog.tableOf(relation.inverseEntityMetadata).bulkIdentifier)
}

/**
 * A relation and the column mapped beside it may disagree in an entity at hand. Which one TypeORM writes depends on
 * what else changed, so both count.
 */
function foreignKeysIn(relation: RelationMetadata, state: ObjectLiteral): unknown[][] | undefined {
  const viaRelation = relation.joinColumns.map((column) => persisted(column, column.getEntityValue(state)))
  const viaColumn = relation.joinColumns.map((column) =>
    column.isVirtual ? undefined : persisted(column, propertyAt(state, column.propertyPath)),
  )
  const known = [viaRelation, viaColumn].filter((key) => !key.includes(undefined))
  return known.length > 0 ? known : undefined
}

function propertyAt(entity: ObjectLiteral, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as ObjectLiteral | null | undefined)?.[name], entity)
}

function referencingIndex(relation: RelationMetadata, databaseName: string): number {
  return relation.joinColumns.findIndex((column) => column.referencedColumn?.databaseName === databaseName)
}
