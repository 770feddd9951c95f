import type { DataSource, EntityMetadata } from 'typeorm'
import type { Conversion, StoredClass, EntityClasses } from '../../values/entity-classes'
import type { ColumnMetadata } from '../metadata'

type Embedded = EntityMetadata['embeddeds'][number]

/** The classes of a DataSource's entities, and those that are embedded in them. */
export class DataSourceClasses implements EntityClasses {
  readonly #dataSource: DataSource
  readonly #names = new Map<unknown, string>()
  readonly #classes = new Map<string, StoredClass>()

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
    for (const metadata of dataSource.entityMetadatas) {
      const { name, target, tablePath, ownColumns, lazyRelations } = metadata
      this.#add(`${name} ${tablePath}`, target, ownColumns, (entity) => {
        for (const relation of lazyRelations) dataSource.relationLoader.enableLazyLoad(relation, entity)
      })
      for (const embedded of metadata.embeddeds) this.#addEmbedded(metadata, embedded)
    }
  }

  nameOf(type: unknown): string | undefined {
    return this.#names.get(type)
  }

  named(name: string): StoredClass | undefined {
    return this.#classes.get(name)
  }

  #addEmbedded(metadata: EntityMetadata, embedded: Embedded): void {
    const name = `${metadata.name}.${embedded.propertyPath} ${metadata.tablePath}`
    this.#add(name, embedded.type, embedded.columns, () => undefined)
    for (const inner of embedded.embeddeds) this.#addEmbedded(metadata, inner)
  }

  /** Two entities may have one name. What is stored outlives a process, so that their order must not count. */
  #add(name: string, target: unknown, columns: readonly ColumnMetadata[], revive: StoredClass['revive']): void {
    if (typeof target !== 'function' || target === Object || this.#names.has(target)) return
    this.#names.set(target, name)
    const { prototype } = target as unknown as { readonly prototype: object }
    this.#classes.set(name, { prototype, conversions: this.#conversions(columns), revive })
  }

  /** What the application makes of columns by transformers goes through the database's form, as if it were saved. */
  #conversions(columns: readonly ColumnMetadata[]): ReadonlyMap<string, Conversion> {
    const { driver } = this.#dataSource
    const transformed = columns.filter(({ transformer }) => transformer !== undefined)
    return new Map(
      transformed.map((column) => [
        column.propertyName,
        {
          toPlain: (value) => driver.preparePersistentValue(value, column) as unknown,
          fromPlain: (plain) => driver.prepareHydratedValue(plain, column) as unknown,
        },
      ]),
    )
  }
}
