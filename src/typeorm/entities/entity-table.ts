import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import { bulkIdentifier, rowIdentifier, tableIdentifier } from '../../identifiers/identifier'
import { type Dialect, foldName } from '../../sql/statement'
import { dataSourceOf } from '../versions'
import { dialectOf } from '../dialect'
import { ColumnDefaults } from './column-defaults'
import { type IdTexts, PrimaryKey, ifCertain } from './primary-key'
import { comparisonOfColumn } from './id-form-of-column'
import { tableShape } from './table-shape'

/** A table and everything that the DataSource's entities say about it. */
export class EntityTable {
  /** As it stands in identifiers. */
  readonly text: string
  /** Every entity that maps the table: with single-table inheritance there are several. */
  readonly metadatas: readonly [EntityMetadata, ...EntityMetadata[]]
  readonly dialect: Dialect
  readonly primaryKey: PrimaryKey
  /** The names of the primary key's columns, folded. */
  readonly keyColumns: readonly string[]
  /** Whether a part of the primary key is computed from other columns. */
  readonly computesKey: boolean
  /** What the database fills by itself. */
  readonly defaults = new ColumnDefaults()
  readonly #database: string
  readonly #keys: ReadonlyMap<EntityMetadata, PrimaryKey>
  #namesRows: boolean | undefined
  #shape: string | undefined

  /** @param database what tells it from others */
  constructor(text: string, metadatas: readonly [EntityMetadata, ...EntityMetadata[]], database: string) {
    this.#database = database
    this.text = text
    this.metadatas = metadatas
    this.dialect = dialectOf(dataSourceOf(metadatas[0]))
    this.primaryKey = new PrimaryKey(metadatas[0])
    this.keyColumns = this.primaryKey.columns.map(({ databaseName }) => this.folded(databaseName))
    this.computesKey = this.keyColumns.some((column) => this.isComputed(column))
    this.#keys = new Map(metadatas.map((metadata) => [metadata, new PrimaryKey(metadata)]))
  }

  /** The table's key as one of its entities has it: the properties may have other names than in the next. */
  keyOf(metadata: EntityMetadata): PrimaryKey {
    return this.#keys.get(metadata) ?? this.primaryKey
  }

  /** What a view shows has no identifiers of its own. */
  get isView(): boolean {
    return this.metadatas[0].tableType === 'view'
  }

  /** Whether changes can say which row they changed. Entities that disagree on the key can't. */
  get namesRows(): boolean {
    return (this.#namesRows ??=
      this.primaryKey.hasForm && new Set(Array.from(this.#keys.values(), ({ signature }) => signature)).size === 1)
  }

  /** The name of a column as statements have it once they are folded. */
  folded(databaseName: string): string {
    return foldName(this.dialect, databaseName, true)
  }

  /** Whether the database computes a column, by its folded name, from others: it changes with them. */
  isComputed(folded: string): boolean {
    return this.metadatas.some(({ columns }) =>
      columns.some((column) => column.asExpression !== undefined && this.folded(column.databaseName) === folded),
    )
  }

  /** The name of a column in the database, by its folded one. */
  columnNamed(folded: string): string | undefined {
    for (const { columns } of this.metadatas) {
      const column = columns.find(({ databaseName }) => this.folded(databaseName) === folded)
      if (column) return column.databaseName
    }
    return undefined
  }

  /**
   * What bears on when two values of a column, by its folded name, are equal. `undefined` where it isn't mapped, or
   * entities disagree.
   */
  comparisonOf(folded: string): string | undefined {
    const columns = this.metadatas.flatMap((metadata) =>
      metadata.columns.filter(({ databaseName }) => this.folded(databaseName) === folded),
    )
    const [first, ...others] = columns.map(comparisonOfColumn)
    return others.every((other) => other === first) ? first : undefined
  }

  get identifier(): string {
    return tableIdentifier(this.text)
  }

  get bulkIdentifier(): string {
    return bulkIdentifier(this.text)
  }

  /** What changes with rows that can't be named: the table, and its rows in bulk. */
  get anyRows(): readonly [string, string] {
    return [this.identifier, this.bulkIdentifier]
  }

  rowIdentifier(id: IdTexts): string {
    return rowIdentifier(this.text, id)
  }

  /** The identifier of the row that `entity` is, for writes: `undefined` when it can't be named for certain. */
  rowOf(metadata: EntityMetadata, entity: ObjectLiteral | undefined): string | undefined {
    return entity && this.#named(this.keyOf(metadata).ofEntity(entity))
  }

  /** The same, by the key's values in a statement. */
  rowInStatement(values: readonly unknown[]): string | undefined {
    return this.#named(this.primaryKey.ofStatement(values))
  }

  /** The same, by the key's values as the database has answered. */
  rowInAnswer(values: readonly unknown[]): string | undefined {
    return this.#named(this.primaryKey.textsOf(values))
  }

  /** A fingerprint of the columns, different after a deploy that changed an entity, and in another database. */
  get shape(): string {
    return (this.#shape ??= tableShape(this.metadatas, this.#database))
  }

  #named(id: IdTexts | undefined): string | undefined {
    const certain = this.namesRows ? ifCertain(id) : undefined
    return certain && this.primaryKey.isCertain(certain) ? this.rowIdentifier(certain) : undefined
  }
}
