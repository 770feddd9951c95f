import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import { bulkIdentifier, rowIdentifier, tableIdentifier, tableText } from '../identifiers/identifier'
import { type IdTexts, PrimaryKey } from './primary-key'
import { tableShape } from './table-shape'
import { dataSourceOf } from './data-source-of'

/** A table and everything that the DataSource's entities say about it. */
export class EntityTable {
  /** As it stands in identifiers. */
  readonly text: string
  /** Every entity that maps the table: with single-table inheritance there are several. */
  readonly metadatas: readonly [EntityMetadata, ...EntityMetadata[]]
  readonly primaryKey: PrimaryKey
  readonly #keys: ReadonlyMap<EntityMetadata, PrimaryKey>
  #namesRows: boolean | undefined
  #shape: string | undefined

  constructor(text: string, metadatas: readonly [EntityMetadata, ...EntityMetadata[]]) {
    this.text = text
    this.metadatas = metadatas
    this.primaryKey = new PrimaryKey(metadatas[0])
    this.#keys = new Map(metadatas.map((metadata) => [metadata, new PrimaryKey(metadata)]))
  }

  /** The table's key as one of its entities has it: the properties may have other names than in the next. */
  keyOf(metadata: EntityMetadata): PrimaryKey {
    return this.#keys.get(metadata) ?? this.primaryKey
  }

  /** Whether changes can say which row they changed. Entities that disagree on the key can't. */
  get namesRows(): boolean {
    return (this.#namesRows ??=
      this.primaryKey.hasForm && new Set(Array.from(this.#keys.values(), ({ signature }) => signature)).size === 1)
  }

  get identifier(): string {
    return tableIdentifier(this.text)
  }

  get bulkIdentifier(): string {
    return bulkIdentifier(this.text)
  }

  rowIdentifier(id: IdTexts): string {
    return rowIdentifier(this.text, id)
  }

  /** The identifier of the row that `entity` is, for writes: `undefined` when it can't be named for certain. */
  rowOf(metadata: EntityMetadata, entity: ObjectLiteral | undefined): string | undefined {
    if (!entity || !this.namesRows) return undefined
    const id = this.keyOf(metadata).ofEntity(entity)
    // The driver stores a lone surrogate as another character, so readers will know the row by another id.
    return id?.every((text) => text.isWellFormed()) ? this.rowIdentifier(id) : undefined
  }

  /** A fingerprint of the columns, different after a deploy that changed an entity. */
  get shape(): string {
    return (this.#shape ??= tableShape(this.metadatas))
  }
}

/** `<table>` of an identifier: qualified only where the table is outside the connection's default schema or database. */
export function tableTextOf(metadata: EntityMetadata): string {
  const { driver } = dataSourceOf(metadata)
  const defaults = driver as { searchSchema?: string }
  const isPostgres = dataSourceOf(metadata).options.type === 'postgres'
  const schema = metadata.schema === (defaults.searchSchema ?? 'public') ? undefined : metadata.schema
  const database = isPostgres || metadata.database === driver.database ? undefined : metadata.database
  return tableText([database, schema, metadata.tableName].filter((name): name is string => Boolean(name)))
}
