import type { EntityMetadata } from 'typeorm'

// TypeORM exports the metadata of entities by name, that of their columns and relations only through it.
export type ColumnMetadata = EntityMetadata['columns'][number]
export type RelationMetadata = EntityMetadata['relations'][number]
