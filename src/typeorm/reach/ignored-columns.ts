import type { EntityMetadata } from 'typeorm'
import type { ResolvedOptions } from '../../options'
import type { EntityTable } from '../entities/entity-table'
import type { ColumnMetadata } from '../metadata'
import { ancestorsOf } from './touch-rules'

/**
 * The columns of a table, folded, whose change alone is none: those that every entity which has them ignores. Where
 * several share a table, a statement doesn't tell whose row it is.
 */
export function ignoredColumns(table: EntityTable, ignore: ResolvedOptions['ignore']): ReadonlySet<string> {
  const ignored = new Set<string>()
  const minded = new Set<string>()
  for (const metadata of table.metadatas) {
    const own = new Set(ignoredBy(metadata, ignore))
    for (const column of declaredBy(metadata))
      (own.has(column) ? ignored : minded).add(table.folded(column.databaseName))
  }
  for (const name of minded) ignored.delete(name)
  return ignored
}

/** Those that the rules of an entity, or of one that it inherits from, name. */
export function ignoredBy(metadata: EntityMetadata, ignore: ResolvedOptions['ignore']): ColumnMetadata[] {
  const paths = [metadata, ...ancestorsOf(metadata)].flatMap(({ name }) => ignore.get(name) ?? [])
  return [
    ...metadata.columns.filter(({ propertyPath }) => paths.includes(propertyPath)),
    ...metadata.relations
      .filter(({ propertyPath }) => paths.includes(propertyPath))
      .flatMap(({ joinColumns }) => joinColumns),
  ]
}

/** The parent in single-table inheritance also has the columns of its children. */
function declaredBy({ columns, childEntityMetadatas }: EntityMetadata): ColumnMetadata[] {
  return columns.filter(({ target }) => !childEntityMetadatas.some((child) => child.target === target))
}
