import type { DataSource, EntityMetadata } from 'typeorm'
import type { EntityClasses } from '../../values/entity-classes'

type Class = abstract new (...args: never[]) => object
type Embedded = EntityMetadata['embeddeds'][number]

/** The classes of a DataSource's entities, and those that are embedded in them. */
export class DataSourceClasses implements EntityClasses {
  readonly #names = new Map<unknown, string>()
  readonly #classes = new Map<string, Class>()

  constructor(dataSource: DataSource) {
    for (const metadata of dataSource.entityMetadatas) {
      this.#add(metadata.name, metadata.target, metadata.tablePath)
      for (const embedded of metadata.embeddeds) this.#addEmbedded(metadata, embedded)
    }
  }

  nameOf(type: unknown): string | undefined {
    return this.#names.get(type)
  }

  named(name: string): Class | undefined {
    return this.#classes.get(name)
  }

  #addEmbedded(metadata: EntityMetadata, embedded: Embedded): void {
    this.#add(`${metadata.name}.${embedded.propertyPath}`, embedded.type, metadata.tablePath)
    for (const inner of embedded.embeddeds) this.#addEmbedded(metadata, inner)
  }

  /** Two entities may have one name. What is stored outlives a process, so that their order must not count. */
  #add(name: string, target: unknown, tablePath: string): void {
    if (typeof target !== 'function' || target === Object || this.#names.has(target)) return
    const unique = `${name} ${tablePath}`
    this.#names.set(target, unique)
    this.#classes.set(unique, target as Class)
  }
}
