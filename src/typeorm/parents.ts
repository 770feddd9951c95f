import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import type { EntityCatalog } from './entity-catalog'
import type { RelationMetadata } from './metadata'
import { ifCertain, persisted } from './primary-key'

/**
 * The relations by which a row belongs to another one, many-to-one and the owning side of one-to-one: those of the
 * entity, and those that only another entity of the same table knows.
 */
export function owningRelations(metadata: EntityMetadata, catalog: EntityCatalog): readonly RelationMetadata[] {
  let relations = known.get(metadata)
  if (!relations) known.set(metadata, (relations = findOwningRelations(metadata, catalog)))
  return relations
}

/** Asked for with every row; an entity's metadata is made anew when its DataSource is initialized again. */
const known = new WeakMap<EntityMetadata, readonly RelationMetadata[]>()

function findOwningRelations(metadata: EntityMetadata, catalog: EntityCatalog): RelationMetadata[] {
  const own = metadata.relations.filter(isOwning)
  const names = new Set(own.flatMap(columnNames))
  const others = catalog
    .tableOf(metadata)
    .metadatas.filter((other) => other !== metadata && !isSameFamily(other, metadata))
    .flatMap((other) => other.relations.filter(isOwning))
  for (const relation of others) {
    if (columnNames(relation).every((name) => names.has(name))) continue
    own.push(relation)
    for (const name of columnNames(relation)) names.add(name)
  }
  return own
}

/** The identifiers of a relation's parents in one state of a row; `undefined` when the state doesn't hold the key. */
export function parentsIn(
  relation: RelationMetadata,
  metadata: EntityMetadata,
  state: ObjectLiteral,
  catalog: EntityCatalog,
): readonly string[] | undefined {
  const isOwn = metadata.relations.includes(relation)
  const keys = isOwn ? foreignKeysIn(relation, state) : foreignKeysByColumn(relation, metadata, state)
  const parent: unknown = isOwn ? relation.getEntityValue(state) : undefined
  return keys?.map((key) => parentNamed(relation, key, parent, catalog)).filter((named) => named !== undefined)
}

/**
 * The identifier of the parent with a foreign key as the database has it; `undefined` for a row without parent.
 * @param parent the parent itself, where it is at hand
 */
export function parentNamed(
  relation: RelationMetadata,
  key: readonly unknown[],
  parent: unknown,
  catalog: EntityCatalog,
): string | undefined {
  if (key.some((value) => value === null)) return undefined
  const table = catalog.tableOf(relation.inverseEntityMetadata)
  const values = table.primaryKey.columns.map((column) => key[referencingIndex(relation, column.databaseName)])
  const id = table.namesRows && !values.includes(undefined) ? ifCertain(table.primaryKey.ofDatabase(values)) : undefined
  if (id) return table.rowIdentifier(id)
  // A foreign key to another column than the primary key names the row only through the parent itself.
  const row = typeof parent === 'object' && parent ? table.rowOf(relation.inverseEntityMetadata, parent) : undefined
  return row ?? table.bulkIdentifier
}

/** The identifiers that stand for all possible parents. */
export function allParents(metadata: EntityMetadata, catalog: EntityCatalog): string[] {
  return owningRelations(metadata, catalog).map(
    (relation) => catalog.tableOf(relation.inverseEntityMetadata).bulkIdentifier,
  )
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

/** For a relation of another entity of the table: this one may map its columns as mere values. */
function foreignKeysByColumn(
  relation: RelationMetadata,
  metadata: EntityMetadata,
  state: ObjectLiteral,
): unknown[][] | undefined {
  const key = columnNames(relation).map((name) => {
    const column = metadata.columns.find(({ databaseName }) => databaseName === name)
    return column && persisted(column, column.getEntityValue(state))
  })
  return key.includes(undefined) ? undefined : [key]
}

function propertyAt(entity: ObjectLiteral, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as ObjectLiteral | null | undefined)?.[name], entity)
}

function referencingIndex(relation: RelationMetadata, databaseName: string): number {
  return relation.joinColumns.findIndex((column) => column.referencedColumn?.databaseName === databaseName)
}

function columnNames(relation: RelationMetadata): string[] {
  return relation.joinColumns.map(({ databaseName }) => databaseName)
}

/** Many-to-one, or the side of a one-to-one relation that has the foreign key. */
export function isOwning(relation: RelationMetadata): boolean {
  return relation.isManyToOne || relation.isOneToOneOwner
}

/** Within single-table inheritance, a row has no value in the columns of its sisters. */
function isSameFamily(one: EntityMetadata, other: EntityMetadata): boolean {
  return ancestorOf(one) === ancestorOf(other)
}

function ancestorOf(metadata: EntityMetadata): EntityMetadata {
  const parent = metadata.parentEntityMetadata as EntityMetadata | undefined
  return parent ? ancestorOf(parent) : metadata
}
