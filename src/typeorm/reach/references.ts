import type { EntityMetadata } from 'typeorm'
import type { ResolvedTouch } from '../../options'
import { dataSourceOf } from '../versions'
import type { EntityCatalog } from '../entities/entity-catalog'
import type { EntityTable } from '../entities/entity-table'
import type { ColumnMetadata, RelationMetadata } from '../metadata'
import { isTouched } from './touch-rules'

/** A foreign key: the columns by which rows of one table name rows of another. */
export interface Reference {
  readonly kind: 'reference'
  /** The names of its columns, folded. */
  readonly columns: readonly string[]
  readonly target: EntityTable
  /** For each column of the target's primary key its place among `columns`; -1 where the key is to other columns. */
  readonly keyAt: readonly number[]
  /** The relations that are written in these columns, one for each entity that has it; none for links. */
  readonly relations: readonly RelationMetadata[]
  /** Whether it is one of the two ends of a many-to-many relation's link. */
  readonly isLink: boolean
  /** Whether all possible targets count as changed where the one can't be named. */
  readonly isTouched: boolean
  /** Whether the database computes one of the columns. */
  readonly isComputed: boolean
  /** Whether its columns take the same values for equal as the columns that they refer to. */
  readonly comparesAlike: boolean
}

/**
 * The foreign keys that a change of a row reaches others by: many-to-one and owning one-to-one relations of every
 * entity that maps the table, and both ends of a many-to-many relation's link. Links count also where touching is off;
 * there is no other way to tell that a list has changed.
 */
export function referencesOf(table: EntityTable, catalog: EntityCatalog, touch: ResolvedTouch): readonly Reference[] {
  const references = new Map<string, Reference>()
  for (const relation of table.metadatas.flatMap(({ relations }) => relations.filter(isOwning))) {
    const reference = referenceBy(relation.joinColumns, catalog, table)
    if (!reference) continue
    const name = referenceName(reference)
    const known = references.get(name)
    references.set(name, {
      ...reference,
      relations: [...(known?.relations ?? []), relation],
      isTouched: isTouched(touch, relation) && (known?.isTouched ?? true),
    })
  }
  for (const metadata of table.metadatas) {
    for (const end of linkEnds(metadata, catalog, touch)) references.set(referenceName(end), end)
  }
  return [...references.values()].filter(({ isTouched, isLink }) => isTouched || isLink)
}

/** Two relations may share their columns and still refer to different tables. */
function referenceName({ columns, target, keyAt }: Reference): string {
  return JSON.stringify([columns, target.text, keyAt])
}

/** Many-to-one, or the side of a one-to-one relation that has the foreign key. */
export function isOwning(relation: RelationMetadata): boolean {
  return relation.isManyToOne || relation.isOneToOneOwner
}

/**
 * The two ends of a link. Not by foreign keys: a relation may do without them. The closure of a tree is no link: its
 * rows follow from the tree's own foreign key.
 */
function linkEnds(metadata: EntityMetadata, catalog: EntityCatalog, touch: ResolvedTouch): readonly Reference[] {
  if (metadata.tableType !== 'junction') return []
  const table = catalog.tableOf(metadata)
  const relations = [...catalog.tables()]
    .flatMap(({ metadatas }) => metadatas)
    .flatMap((entity) => entity.manyToManyRelations)
    .filter(({ junctionEntityMetadata }) => junctionEntityMetadata === metadata)
  const isOn = touch.isOn && relations.every((relation) => isTouched(touch, relation))
  return [metadata.ownerColumns, metadata.inverseColumns].flatMap((columns) => {
    const reference = referenceBy(columns, catalog, table)
    return reference ? [{ ...reference, isLink: true, isTouched: isOn }] : []
  })
}

function referenceBy(
  columns: readonly ColumnMetadata[],
  catalog: EntityCatalog,
  table: EntityTable,
): Reference | undefined {
  const referenced = columns[0]?.referencedColumn
  if (!referenced) return undefined
  const target = catalog.tableOf(referenced.entityMetadata)
  const names = columns.map((column) => column.referencedColumn?.databaseName)
  return {
    kind: 'reference',
    columns: columns.map(({ databaseName }) => table.folded(databaseName)),
    target,
    keyAt: target.primaryKey.columns.map(({ databaseName }) => names.indexOf(databaseName)),
    relations: [],
    isLink: false,
    isTouched: true,
    isComputed: columns.some(
      ({ asExpression, generatedType }) => asExpression !== undefined || generatedType !== undefined,
    ),
    comparesAlike: columns.every(comparesAsReferenced),
  }
}

function comparesAsReferenced(column: ColumnMetadata): boolean {
  const { referencedColumn, entityMetadata } = column
  if (!referencedColumn) return false
  const { driver } = dataSourceOf(entityMetadata)
  const types = [column, referencedColumn].map((one) => driver.normalizeType(one))
  if (types[0] === '') return column.collation === referencedColumn.collation
  return types[0] === types[1] && sizes.every((size) => (column[size] ?? '') === (referencedColumn[size] ?? ''))
}

/** A column that holds less makes another value of some. */
const sizes = ['collation', 'length', 'precision', 'scale', 'unsigned'] as const
