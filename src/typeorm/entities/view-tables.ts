import type { EntityMetadata } from 'typeorm'
import { InvalidPartError } from '../../errors'
import type { EntityCatalog } from './entity-catalog'
import type { EntityTable } from './entity-table'
import { namesWithin } from '../../sql/names-within'
import { dataSourceOf } from '../versions'
import { dialectOf } from '../dialect'

/**
 * The tables that a view reads: those of `dependsOn`, else every mapped table whose name stands in its expression.
 * Names in strings, or of columns, may add a table too many, which costs a miss and hides nothing.
 */
export function viewTables(view: EntityMetadata, catalog: EntityCatalog): readonly EntityTable[] {
  const tables = new Set<EntityTable>()
  collectTables(view, catalog, tables, new Set())
  if (tables.size === 0) {
    throw new InvalidPartError(
      `The tables that the view '${view.name}' reads can't be determined. Name their entities in its option dependsOn: ` +
        '@ViewEntity({ dependsOn: [User], … }).',
    )
  }
  return [...tables]
}

function collectTables(
  view: EntityMetadata,
  catalog: EntityCatalog,
  tables: Set<EntityTable>,
  seen: Set<EntityMetadata>,
): void {
  if (seen.has(view)) return
  seen.add(view)
  // A materialized view's rows change when it is refreshed, so it also stands for itself.
  if (view.tableMetadataArgs.materialized) tables.add(catalog.tableOf(view))
  for (const source of sourcesOf(view, catalog)) {
    if (source.tableType === 'view') collectTables(source, catalog, tables, seen)
    else tables.add(catalog.tableOf(source))
  }
}

/** What a view reads by its option `dependsOn`; `undefined` where that does not tell. */
export function dependsOnOf(view: EntityMetadata): readonly EntityMetadata[] | undefined {
  const named = namedBy(view)
  // Views alone are there for TypeORM, which makes them first; the tables are in the expression then.
  return named.some(({ tableType }) => tableType !== 'view') ? named : undefined
}

export function expressionOf(view: EntityMetadata): string {
  const { expression } = view
  if (expression === undefined) return ''
  return typeof expression === 'string' ? expression : expression(dataSourceOf(view)).getQuery()
}

function namedBy(view: EntityMetadata): readonly EntityMetadata[] {
  const dataSource = dataSourceOf(view)
  return [...(view.dependsOn ?? [])].map((target) => dataSource.getMetadata(target))
}

function sourcesOf(view: EntityMetadata, catalog: EntityCatalog): readonly EntityMetadata[] {
  const told = dependsOnOf(view)
  if (told) return told
  const names = namesWithin(dialectOf(dataSourceOf(view)), expressionOf(view))
  const mentioned = [...catalog.tables()]
    .flatMap(({ metadatas }) => metadatas)
    .filter((metadata) => metadata !== view && names.has(metadata.tableName.toLowerCase()))
  return [...namedBy(view), ...mentioned]
}
