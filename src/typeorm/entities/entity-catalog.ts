import type { DataSource, EntityMetadata } from 'typeorm'
import { digest } from '../../keys/digest'
import { dialectOf } from '../dialect'
import { databaseIdentity } from './database-identity'
import { EntityTable } from './entity-table'
import { lookupText, tablePathOf, tableTextNamed, tableTextOf } from './table-text'

/** The tables that a DataSource's entities map. Built anew when the DataSource is initialized again. */
export class EntityCatalog {
  static readonly #catalogs = new WeakMap<readonly EntityMetadata[], EntityCatalog>()
  readonly #dataSource: DataSource
  /** What tells its database from others. */
  readonly database: string
  readonly #byText = new Map<string, EntityTable>()
  readonly #byMetadata = new Map<EntityMetadata, EntityTable>()
  readonly #byLookup = new Map<string, EntityTable[]>()
  /** A text that is remembered has the same paths each time. */
  readonly #byPath = new WeakMap<readonly string[], readonly EntityTable[]>()
  #schema: string | undefined
  #hasNamesakes: boolean | undefined

  private constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
    this.database = databaseIdentity(dataSource)
    const groups = new Map<string, [EntityMetadata, ...EntityMetadata[]]>()
    for (const metadata of dataSource.entityMetadatas) {
      const text = tableTextOf(metadata)
      const group = groups.get(text)
      if (group) group.push(metadata)
      else groups.set(text, [metadata])
    }
    for (const [text, group] of groups) {
      const table = new EntityTable(text, group, this.database)
      this.#byText.set(text, table)
      for (const metadata of group) this.#byMetadata.set(metadata, table)
      const lookup = this.lookupText(tablePathOf(group[0]))
      this.#byLookup.set(lookup, [...(this.#byLookup.get(lookup) ?? []), table])
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
    return this.#byMetadata.get(metadata) ?? new EntityTable(tableTextOf(metadata), [metadata], this.database)
  }

  /**
   * The tables that a statement may mean by a name: several where only case tells them apart, or where a setting of the
   * connection (`search_path`, `USE`) decides. None when no entity maps it.
   *
   * @param areNamesMoved whether such a setting was changed
   */
  written(path: readonly string[], areNamesMoved: boolean): readonly EntityTable[] {
    if (areNamesMoved) return this.#meant(path, true)
    let tables = this.#byPath.get(path)
    if (!tables) this.#byPath.set(path, (tables = this.#meant(path, false)))
    return tables
  }

  #meant(path: readonly string[], areNamesMoved: boolean): readonly EntityTable[] {
    const lookup = this.lookupText(path)
    const tables = this.#byLookup.get(lookup) ?? []
    if (path.length > 1) return tables.length > 0 ? tables : this.#inPublic(path)
    if (tables.length > 0 && !areNamesMoved) return tables
    const elsewhere = [...this.#byLookup].filter(([other]) => other.endsWith(`.${lookup}`))
    return [...tables, ...elsewhere.flatMap(([, others]) => others)]
  }

  /** Whether tables of several schemas or databases have one name. */
  get hasNamesakes(): boolean {
    if (this.#hasNamesakes === undefined) {
      const names = Array.from(this.#byLookup.keys(), (lookup) => lookup.slice(lookup.lastIndexOf('.') + 1))
      this.#hasNamesakes = new Set(names).size < names.length
    }
    return this.#hasNamesakes
  }

  /** PostgreSQL looks there as well, also where another schema comes first. */
  #inPublic([schema, ...name]: readonly string[]): readonly EntityTable[] {
    const isPublic = schema === 'public' && dialectOf(this.#dataSource) === 'postgres'
    return (isPublic ? this.#byLookup.get(this.lookupText(name)) : undefined) ?? []
  }

  /** How a name in a statement stands in identifiers. */
  writtenText(path: readonly string[]): string {
    return tableTextNamed(path, this.#dataSource)
  }

  /** What a name in a statement, or in an option, is looked up by. */
  lookupText(path: readonly string[]): string {
    return lookupText(path, this.#dataSource)
  }

  tables(): Iterable<EntityTable> {
    return this.#byText.values()
  }
}
