import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import { persisted } from '../entities/column-texts'
import type { EntityTable } from '../entities/entity-table'
import type { ColumnMetadata } from '../metadata'
import { type RowGroup, targetInAnswer } from './groups'
import type { Reference } from './references'
import { ancestorsOf } from './touch-rules'

/** What an entity at hand leads to by one group; `undefined` when it doesn't hold the values. */
export function targetsInEntity(
  group: RowGroup,
  table: EntityTable,
  metadata: EntityMetadata,
  entity: ObjectLiteral,
): readonly string[] | undefined {
  const keys =
    group.kind === 'scope'
      ? keysByColumns(group.columns, table, metadata, entity)
      : keysByReference(group, table, metadata, entity)
  return keys?.flatMap((key) => targetInAnswer(group, key) ?? [])
}

type Keys = readonly (readonly unknown[])[] | undefined

function keysByReference(
  { relations, columns }: Reference,
  table: EntityTable,
  metadata: EntityMetadata,
  entity: ObjectLiteral,
): Keys {
  const own = relations.find((relation) => metadata.relations.includes(relation))
  if (own) return knownKeys(own.joinColumns, entity)
  // Within single-table inheritance, a row has no value in the columns of its sisters.
  if (relations.length > 0 && relations.every((relation) => isSameFamily(relation.entityMetadata, metadata))) return []
  const key = columns.map((name) => {
    const column = columnNamed(name, table, metadata)
    return column && persisted(column, column.getEntityValue(entity))
  })
  return key.includes(undefined) ? undefined : [key]
}

/** The values of a scope's columns. */
function keysByColumns(
  names: readonly string[],
  table: EntityTable,
  metadata: EntityMetadata,
  entity: ObjectLiteral,
): Keys {
  const columns = names.map((name) => columnNamed(name, table, metadata))
  if (columns.every((column) => column !== undefined)) return knownKeys(columns, entity)
  return undefined
}

function columnNamed(name: string, table: EntityTable, { columns }: EntityMetadata): ColumnMetadata | undefined {
  return columns.find(({ databaseName }) => table.folded(databaseName) === name)
}

/** A relation and the column mapped beside it may disagree in an entity at hand, so both count. */
function knownKeys(columns: readonly ColumnMetadata[], entity: ObjectLiteral): Keys {
  const viaRelation = columns.map((column) => stored(column, column.getEntityValue(entity)))
  const viaColumn = columns.map((column) =>
    column.isVirtual ? undefined : stored(column, propertyAt(entity, column.propertyPath)),
  )
  const known = [viaRelation, viaColumn].filter((key) => !key.includes(undefined))
  return known.length > 0 ? known : undefined
}

/** What a transformer has made NULL of may have been something else. */
function stored(column: ColumnMetadata, value: unknown): unknown {
  return value === null && column.transformer ? undefined : persisted(column, value)
}

function propertyAt(entity: ObjectLiteral, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as ObjectLiteral | null | undefined)?.[name], entity)
}

function isSameFamily(one: EntityMetadata, other: EntityMetadata): boolean {
  return (ancestorsOf(one).at(-1) ?? one) === (ancestorsOf(other).at(-1) ?? other)
}
