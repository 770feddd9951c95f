import type { DataSource, EntityMetadata } from 'typeorm'
import { EntityTable, tablePathOf, tableTextOf } from './entity-table'

/** The tables that a DataSource's entities map. Built anew when the DataSource is initialized again. */
export class EntityCatalog {
  static readonly #catalogs = new WeakMap<readonly EntityMetadata[], EntityCatalog>()
  readonly #byText = new Map<string, EntityTable>()
  readonly #byMetadata = new Map<EntityMetadata, EntityTable>()

  private constructor(metadatas: readonly EntityMetadata[]) {
    const groups = new Map<string, [EntityMetadata, ...EntityMetadata[]]>()
    for (const metadata of metadatas) {
      const text = tableTextOf(metadata)
      const group = groups.get(text)
      if (group) group.push(metadata)
      else groups.set(text, [metadata])
    }
    for (const [text, group] of groups) {
      const table = new EntityTable(text, group)
      this.#byText.set(text, table)
      for (const metadata of group) this.#byMetadata.set(metadata, table)
    }
  }

  static of(dataSource: DataSource): EntityCatalog {
    const metadatas = dataSource.entityMetadatas
    let catalog = this.#catalogs.get(metadatas)
    if (!catalog) this.#catalogs.set(metadatas, (catalog = new EntityCatalog(metadatas)))
    return catalog
  }

  /** The table with this text in identifiers. */
  named(text: string): EntityTable | undefined {
    return this.#byText.get(text)
  }

  tableOf(metadata: EntityMetadata): EntityTable {
    return this.#byMetadata.get(metadata) ?? new EntityTable(tableTextOf(metadata), [metadata])
  }

  /** The tables that a statement may mean by a name, as `['sales', 'invoices']`. */
  meant([...path]: readonly string[]): EntityTable[] {
    const name = path.pop()
    const schema = path.pop()
    return [...this.#byText.values()].filter(({ metadatas: [metadata] }) => {
      const [ownName, ownSchema] = [...tablePathOf(metadata)].reverse()
      if (ownName !== name) return false
      return schema === undefined || ownSchema === undefined || ownSchema === schema
    })
  }

  tables(): Iterable<EntityTable> {
    return this.#byText.values()
  }
}
