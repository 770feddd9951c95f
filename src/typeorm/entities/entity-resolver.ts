import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm'
import { InvalidIdentifierError, InvalidPartError, UnknownEntityError, show } from '../../errors'
import { GLOBAL, tableOfAnyParent } from '../../identifiers/identifier'
import { type Ref, type RefTarget, literal } from '../../identifiers/ref'
import type { ScopePart } from '../../identifiers/scope'
import type { AlkeyTag, TagHome } from '../../identifiers/tag'
import type { Dependency, DependencyResolver } from '../../keys/dependency'
import { encodeParts } from '../../keys/encoding'
import { showPart } from '../../keys/show-part'
import { identifierIn, parseOrRefuse, tableOfPart, tagDependency } from '../../keys/unattached-resolver'
import { EntityCatalog } from './entity-catalog'
import type { EntityTable } from './entity-table'
import { idOfRef } from './ref-id'
import { type NamedScope, scopeOfIdentifier, scopeOfPart } from './scope-part'
import type { TableScope } from './table-scope'
import { viewTables } from './view-tables'
import { dataSourceOf } from '../versions'

/** Resolves entities, classes and identifiers by the metadata of a DataSource. */
export class EntityResolver implements DependencyResolver {
  readonly #dataSource: DataSource
  readonly #schemaVersion: string | undefined
  readonly #home: TagHome
  readonly #scopesOf: (table: string) => readonly TableScope[]

  /** @param scopesOf the scopes that are declared for a table, by its name in identifiers */
  constructor(
    dataSource: DataSource,
    schemaVersion: string | undefined,
    home: TagHome,
    scopesOf: (table: string) => readonly TableScope[],
  ) {
    this.#dataSource = dataSource
    this.#schemaVersion = schemaVersion
    this.#home = home
    this.#scopesOf = scopesOf
  }

  get schema(): string {
    return this.#schemaVersion ?? this.catalog.schema
  }

  ofInstance(instance: object): readonly Dependency[] | undefined {
    const metadata = this.#metadataOfInstance(instance)
    if (!metadata) return undefined
    if (metadata.tableType === 'view') return this.#view(metadata, this.#rowOfView(metadata, instance))
    const table = this.catalog.tableOf(metadata)
    const id = table.keyOf(metadata).ofEntity(instance)
    return id ? this.#row(table, id) : [this.#table(table)]
  }

  ofTarget(target: object): readonly Dependency[] | undefined {
    const metadata = this.#metadataOfTarget(target)
    if (!metadata) return undefined
    return metadata.tableType === 'view' ? this.#view(metadata) : [this.#table(this.catalog.tableOf(metadata))]
  }

  ofRef(ref: Ref): readonly Dependency[] {
    const metadata = this.#metadataNamed(ref.target, 'ref')
    if (metadata.tableType === 'view') return this.#view(metadata, this.#rowOfRef(ref, metadata))
    const table = this.catalog.tableOf(metadata)
    return this.#row(table, idOfRef(ref, metadata, table.keyOf(metadata)))
  }

  ofScope(part: ScopePart): readonly Dependency[] {
    const metadata = this.#metadataNamed(part.target, 'scope')
    const table = this.catalog.tableOf(metadata)
    return this.#scope(table, scopeOfPart(part, metadata, table, this.#scopesOf(table.text)))
  }

  ofTag(tag: AlkeyTag): readonly Dependency[] {
    return this.ofIdentifier(identifierIn(tag, this.#home))
  }

  ofIdentifier(text: string): readonly Dependency[] {
    const parsed = parseOrRefuse(text)
    if (parsed.kind === 'tag') return [{ ...tagDependency(parsed), shape: this.#shapeOfTag(parsed) }]
    if (parsed.kind === 'global') return [this.#global()]
    const table = this.catalog.named(parsed.table)
    if (!table) throw this.#unknownTable(parsed.table, `'${text}'`)
    const [metadata] = table.metadatas
    if (parsed.kind === 'scope')
      return this.#scope(table, scopeOfIdentifier(parsed, text, table, this.#scopesOf(table.text)))
    if (metadata.tableType === 'view') return this.#view(metadata, parsed.kind === 'row' ? parsed.id : undefined)
    if (parsed.kind === 'table') return [this.#table(table)]
    if (parsed.kind === 'bulk') return [{ kind: 'bulk', identifier: table.bulkIdentifier, shape: this.#shape(table) }]
    const id = table.primaryKey.ofTexts(parsed.id)
    if (id) return this.#row(table, id)
    throw new InvalidIdentifierError(
      `'${text}' names no row of ${metadata.name}. Its primary key is ${describeKey(table)}.`,
      { namesNoRow: true },
    )
  }

  refusal(value: object): UnknownEntityError {
    if (isOfTypeorm('EntityManager', value)) {
      return new UnknownEntityError(
        "An EntityManager can't be part of a key. Pass it as the option manager, or to keyGenerator.within(manager).",
      )
    }
    return new UnknownEntityError(
      `${show(value)} can't be part of a key: its class is not an entity of the attached DataSource. Add the class to the ` +
        'DataSource, pass the fields that matter as a plain object, or wrap a value that has toJSON in literal().',
    )
  }

  get catalog(): EntityCatalog {
    return EntityCatalog.of(this.#dataSource)
  }

  /**
   * An id that others may be equal to stands for all of them, the table; and since one of those may be touched alone, for
   * anything. It is part of the key all the same: what is read by it is no other row.
   */
  #row(table: EntityTable, id: readonly string[]): readonly Dependency[] {
    const shape = this.#shape(table)
    if (table.namesRows && !table.primaryKey.isCertain(id)) {
      const { text } = encodeParts([literal(id)], this)
      return [{ ...this.#table(table), shape: `${shape} ${text}` }, this.#global()]
    }
    return [{ kind: 'row', identifier: table.rowIdentifier(id), shape, isUncertain: !table.namesRows }]
  }

  /** Values that others may be equal to stand for all of them, the table: a scope never changes without it. */
  #scope(table: EntityTable, { scope, texts, others }: NamedScope): readonly Dependency[] {
    if (!texts) return [{ kind: 'scope', identifier: scope.bulkIdentifier, shape: this.#shape(table) }]
    const identifier = scope.identifierOf(texts)
    const isCertain = scope.isCertain(texts)
    const told = [...(isCertain ? [] : [identifier]), ...others]
    const shape = told.length > 0 ? ` ${encodeParts([literal(told)], this).text}` : ''
    const dependency: Dependency = isCertain
      ? { kind: 'scope', identifier, shape: this.#shape(table) }
      : this.#table(table)
    return [{ ...dependency, shape: dependency.shape + shape }]
  }

  #global(): Dependency {
    return { kind: 'global', identifier: GLOBAL, shape: this.#schemaVersion ?? this.catalog.database }
  }

  #table(table: EntityTable): Dependency {
    return { kind: 'table', identifier: table.identifier, shape: this.#shape(table) }
  }

  /** What a view shows has no token of its own, but is part of the key: two views may read the same tables. */
  #view(metadata: EntityMetadata, row?: unknown): readonly Dependency[] {
    const view = this.catalog.tableOf(metadata)
    const { text } = encodeParts([literal([view.text, this.#shape(view), row])], this)
    return viewTables(metadata, this.catalog).map((table) => {
      const dependency = this.#table(table)
      return { ...dependency, shape: `${dependency.shape} ${text}` }
    })
  }

  /** What tells one row of a view from the next: its key, where it has one. */
  #rowOfView(view: EntityMetadata, instance: ObjectLiteral): unknown {
    const key = this.catalog.tableOf(view).keyOf(view)
    if (key.columns.length > 0) return key.ofEntity(instance)
    return view.columns.map((column): unknown => column.getEntityValue(instance))
  }

  #rowOfRef(ref: Ref, view: EntityMetadata): unknown {
    const key = this.catalog.tableOf(view).keyOf(view)
    return key.columns.length > 0 ? idOfRef(ref, view, key) : ref.id
  }

  /** Only what stands for rows has one. */
  #shapeOfTag(tag: { readonly tag: string; readonly instance: string }): string {
    const table = this.catalog.named(tableOfAnyParent(tag) ?? '')
    return table ? this.#shape(table) : ''
  }

  #shape(table: EntityTable): string {
    return this.#schemaVersion ?? table.shape
  }

  #metadataOfInstance(instance: object): EntityMetadata | undefined {
    // A subclass that is no entity itself, as of a proxy or a test double, counts as the entity it extends.
    for (
      let prototype = Object.getPrototypeOf(instance) as object | null;
      prototype;
      prototype = Object.getPrototypeOf(prototype) as object | null
    ) {
      const { constructor } = prototype
      if (constructor === Object) return undefined
      if (this.#dataSource.hasMetadata(constructor)) return this.#dataSource.getMetadata(constructor)
    }
    return undefined
  }

  #metadataOfTarget(target: unknown): EntityMetadata | undefined {
    if (typeof target !== 'function' && !isOfTypeorm('EntitySchema', target)) return undefined
    const entity = target as new () => ObjectLiteral
    return this.#dataSource.hasMetadata(entity) ? this.#dataSource.getMetadata(entity) : undefined
  }

  /** @param by the function that has made the part */
  #metadataNamed(target: RefTarget, by: 'ref' | 'scope'): EntityMetadata {
    if (typeof target === 'string') {
      const metadata = this.catalog.named(tableOfPart(target, by))?.metadatas[0]
      if (!metadata) throw this.#unknownTable(target, `${by}('${target}', …)`)
      return metadata
    }
    const metadata = this.#metadataOfTarget(isNamedType(target) ? target.type : target)
    if (metadata) return metadata
    throw new UnknownEntityError(
      `${by}(${show(target)}, …) names no entity of the attached DataSource. Add it to the DataSource's entities.`,
    )
  }

  #unknownTable(table: string, where: string): UnknownEntityError {
    const known = Array.from(this.catalog.tables(), ({ text }) => text).sort()
    return new UnknownEntityError(
      `${where} names the table '${table}', which no entity of the attached DataSource maps. Mapped tables: ${known.join(', ')}.`,
    )
  }
}

/** Told by a symbol, since objects made from JSON may have any property, and names that TypeORM would look up. */
export function isOfTypeorm(type: string, value: unknown): boolean {
  return isObject(value) && '@instanceof' in value && value['@instanceof'] === Symbol.for(type)
}

function isNamedType(target: unknown): target is { readonly type: unknown } {
  return isObject(target) && 'type' in target && 'name' in target && !isOfTypeorm('EntitySchema', target)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function describeKey(table: EntityTable): string {
  return table.primaryKey.columns
    .map((column) => `${column.propertyPath} (${dataSourceOf(column.entityMetadata).driver.normalizeType(column)})`)
    .join(', ')
}

/** The identifier of what has exactly one. */
export function soleIdentifier(dependencies: readonly Dependency[], part: unknown): string {
  // What stands for a table and for anything has the table's.
  const [dependency, ...others] = dependencies.filter(({ kind }, at) => at === 0 || kind !== 'global')
  if (dependency && others.length === 0) return dependency.identifier
  throw new InvalidPartError(
    `${showPart(part)} has no identifier of its own. It stands for several: ${dependencies.map(({ identifier }) => identifier).join(', ')}.`,
  )
}
