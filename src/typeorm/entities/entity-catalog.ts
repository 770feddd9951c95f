import type { DataSource, EntityMetadata } from 'typeorm'
import { digest } from '../../keys/digest'
import { dialectOf } from '../dialect'
import { EntityTable } from './entity-table'
import { tableTextNamed, tableTextOf } from './table-text'

/** The tables that a DataSource's entities map. Built anew when the DataSource is initialized again. */
export class EntityCatalog {
  static readonly #catalogs = new WeakMap<readonly EntityMetadata[], EntityCatalog>()
  readonly #dataSource: DataSource
  readonly #byText = new Map<string, EntityTable>()
  readonly #byMetadata = new Map<EntityMetadata, EntityTable>()
  readonly #byWrittenText = new Map<string, EntityTable[]>()
  #schema: string | undefined

  private constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
    const groups = new Map<string, [EntityMetadata, ...EntityMetadata[]]>()
    for (const metadata of dataSource.entityMetadatas) {
      const text = tableTextOf(metadata)
      const group = groups.get(text)
      if (group) group.push(metadata)
      else groups.set(text, [metadata])
    }
    for (const [text, group] of groups) {
      const table = new EntityTable(text, group)
      this.#byText.set(text, table)
      for (const metadata of group) this.#byMetadata.set(metadata, table)
      const written = this.#writtenText(text)
      this.#byWrittenText.set(written, [...(this.#byWrittenText.get(written) ?? []), table])
    }
  }

  static of(dataSource: DataSource): EntityCatalog {
    const metadatas = dataSource.entityMetadatas
    let catalog = this.#catalogs.get(metadatas)
    if (!catalog) this.#catalogs.set(metadatas, (catalog = new EntityCatalog(dataSource)))
    return catalog
  }

  /** A digest of the shapes of all tables. */
  get schema(): string {
    return (this.#schema ??= digest(
      Array.from(this.#byText.values(), ({ text, shape }) => `${text} ${shape}`)
        .sort()
        .join('\n'),
    ))
  }

  /** The table with this text in identifiers. */
  named(text: string): EntityTable | undefined {
    return this.#byText.get(text)
  }

  tableOf(metadata: EntityMetadata): EntityTable {
    return this.#byMetadata.get(metadata) ?? new EntityTable(tableTextOf(metadata), [metadata])
  }

  /**
   * The tables that a statement may mean by a name: several where only case tells them apart, or where a setting of the
   * connection (`search_path`, `USE`) decides. None when no entity maps it.
   *
   * @param areNamesMoved whether such a setting was changed
   */
  written(path: readonly string[], areNamesMoved: boolean): readonly EntityTable[] {
    const text = this.#writtenText(this.writtenText(path))
    const tables = this.#byWrittenText.get(text) ?? []
    if (path.length > 1) return tables.length > 0 ? tables : this.#inPublic(path)
    if (tables.length > 0 && !areNamesMoved) return tables
    const elsewhere = [...this.#byText.values()].filter((table) => this.#writtenText(table.text).endsWith(`.${text}`))
    return [...tables, ...elsewhere]
  }

  /** PostgreSQL looks there as well, also where another schema comes first. */
  #inPublic([schema, ...name]: readonly string[]): readonly EntityTable[] {
    const isPublic = schema === 'public' && dialectOf(this.#dataSource) === 'postgres'
    return (isPublic ? this.#byWrittenText.get(this.writtenText(name)) : undefined) ?? []
  }

  /** How a name in a statement stands in identifiers. */
  writtenText(path: readonly string[]): string {
    return tableTextNamed(path, this.#dataSource)
  }

  tables(): Iterable<EntityTable> {
    return this.#byText.values()
  }

  /** MySQL may, and SQLite does, take names for equal that differ in case. */
  #writtenText(text: string): string {
    return dialectOf(this.#dataSource) === 'postgres' ? text : text.toLowerCase()
  }
}
