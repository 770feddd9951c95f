import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import { bulkIdentifier, rowIdentifier, tableIdentifier, tableText } from '../identifiers/identifier'
import { type IdTexts, PrimaryKey, ifCertain } from './primary-key'
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
    const id = ifCertain(this.keyOf(metadata).ofEntity(entity))
    return id && this.rowIdentifier(id)
  }

  /** A fingerprint of the columns, different after a deploy that changed an entity. */
  get shape(): string {
    return (this.#shape ??= tableShape(this.metadatas))
  }
}

/** `<table>` of an identifier: qualified only where the table is outside the connection's default schema or database. */
export function tableTextOf(metadata: EntityMetadata): string {
  const { driver, options } = dataSourceOf(metadata)
  const { searchSchema } = driver as { searchSchema?: string }
  const path = tablePathOf(metadata)
  const usual = options.type === 'postgres' ? (searchSchema ?? 'public') : driver.database
  return tableText(path.length > 1 && path[0] === usual ? path.slice(1) : path)
}

/** A table's name and what qualifies it, in the order of SQL. As for TypeORM, a dot in a name ends a qualifier. */
export function tablePathOf(metadata: EntityMetadata): readonly string[] {
  return metadata.tablePath.split('.')
}
