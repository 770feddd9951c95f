import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import type { EntityCatalog } from './entity-catalog'
import type { EntityTable } from './entity-table'
import type { ColumnMetadata } from './metadata'
import { ifCertain } from './primary-key'

/** The rows that a link of a many-to-many relation, or of a closure table, joins. */
export function linkedRows(metadata: EntityMetadata, link: ObjectLiteral, catalog: EntityCatalog): string[] {
  return sidesOf(metadata, catalog).map(({ table, columns }) => {
    const values = table.primaryKey.columns.map((primary): unknown => {
      const column = columns.find(({ referencedColumn }) => referencedColumn?.databaseName === primary.databaseName)
      return column && link[column.propertyName]
    })
    const isKnown = table.namesRows && !values.includes(undefined)
    const id = isKnown ? ifCertain(table.primaryKey.ofDatabase(values)) : undefined
    return id ? table.rowIdentifier(id) : table.bulkIdentifier
  })
}

/** The identifiers that stand for all rows that links of the table can join. */
export function allLinked(metadata: EntityMetadata, catalog: EntityCatalog): string[] {
  return sidesOf(metadata, catalog).map(({ table }) => table.bulkIdentifier)
}

/** The two ends of a link. Not by foreign keys: a relation may do without them. */
function sidesOf(
  metadata: EntityMetadata,
  catalog: EntityCatalog,
): { readonly table: EntityTable; readonly columns: readonly ColumnMetadata[] }[] {
  const sides =
    metadata.ownerColumns.length > 0
      ? [metadata.ownerColumns, metadata.inverseColumns]
      : metadata.foreignKeys.map(({ columns }) => columns)
  return sides.flatMap((columns) => {
    const referenced = columns[0]?.referencedColumn
    return referenced ? [{ table: catalog.tableOf(referenced.entityMetadata), columns }] : []
  })
}
