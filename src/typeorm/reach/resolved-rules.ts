import type { DataSource } from 'typeorm'
import type { ResolvedOptions, UnknownParents } from '../../options'
import { EntityCatalog } from '../entities/entity-catalog'
import type { EntityTable } from '../entities/entity-table'
import type { TableScope } from '../entities/table-scope'
import { DeclaredScopes } from './declared-scopes'
import type { RowGroup } from './groups'
import { ignoredColumns } from './ignored-columns'
import { type Reference, referencesOf } from './references'

/** What the user has said of entities and tables. */
export type Rules = Pick<ResolvedOptions, 'touch' | 'ignore' | 'scopes' | 'aliases'>

/** The rules, in terms of the tables of one DataSource. */
export class ResolvedRules {
  readonly scopes: DeclaredScopes
  readonly #dataSource: DataSource
  readonly #rules: Rules
  readonly #catalog: EntityCatalog
  readonly #references = new Map<EntityTable, readonly Reference[]>()
  readonly #groups = new Map<EntityTable, readonly RowGroup[]>()
  readonly #ignored = new Map<EntityTable, ReadonlySet<string>>()
  readonly #aliases: ReadonlyMap<string, string>
  readonly #bookkeeping: ReadonlySet<string>

  constructor(dataSource: DataSource, rules: Rules) {
    this.#dataSource = dataSource
    this.#rules = rules
    this.#catalog = EntityCatalog.of(dataSource)
    this.scopes = new DeclaredScopes(dataSource, rules)
    this.#aliases = new Map(
      [...rules.aliases].map(([name, table]) => [this.#aliasText(name.split('.')), this.#textOf(table)]),
    )
    this.#bookkeeping = new Set(bookkeepingTables(dataSource).map((name) => this.#catalog.lookupText(name.split('.'))))
  }

  get unknownParents(): UnknownParents {
    return this.#rules.touch.unknown
  }

  /** Whether entities as they were loaded are trusted to tell their parents. */
  get trustsLoaded(): boolean {
    return !this.#rules.touch.isExact
  }

  referencesOf(table: EntityTable): readonly Reference[] {
    let references = this.#references.get(table)
    if (!references) this.#references.set(table, (references = referencesOf(table, this.#catalog, this.#rules.touch)))
    return references
  }

  /** All that a change of a row of the table leads to. */
  groupsOf(table: EntityTable): readonly RowGroup[] {
    let groups = this.#groups.get(table)
    if (!groups) this.#groups.set(table, (groups = [...this.referencesOf(table), ...this.scopes.of(table.text)]))
    return groups
  }

  /** Whether nobody cares about changes of these columns alone. */
  areIgnored(table: EntityTable, columns: readonly string[] | undefined): boolean {
    if (this.#rules.ignore.size === 0 || !columns || columns.length === 0) return false
    let ignored = this.#ignored.get(table)
    if (!ignored) this.#ignored.set(table, (ignored = ignoredColumns(table, this.#rules.ignore)))
    return columns.every((column) => ignored.has(column))
  }

  /** The scope that there would be if an entity declared a property as one; `undefined` if that would be refused. */
  scopeIfDeclared(entity: string, path: string): TableScope | undefined {
    const { ignore } = this.#rules
    return new DeclaredScopes(this.#dataSource, { scopes: new Map([[entity, [[path]]]]), ignore }).sole
  }

  /** The text of the table that another name stands for. */
  aliasOf(path: readonly string[]): string | undefined {
    return this.#aliases.size > 0 ? this.#aliases.get(this.#aliasText(path)) : undefined
  }

  /** Whether TypeORM itself keeps something in the table, that no value is made of. */
  isBookkeeping(path: readonly string[]): boolean {
    return this.#bookkeeping.has(this.#catalog.lookupText(path))
  }

  /** An option has names without quotes, so that capitals may have been meant or not. */
  #aliasText(path: readonly string[]): string {
    return this.#catalog.lookupText(path.map((name) => name.toLowerCase()))
  }

  /** The table may be given in another case than its entity has it. */
  #textOf(name: string): string {
    const path = name.split('.')
    const text = this.#catalog.writtenText(path)
    return this.#catalog.named(text) ? text : (this.#catalog.written(path, false)[0]?.text ?? text)
  }
}

function bookkeepingTables({ options }: DataSource): string[] {
  const { cache, migrationsTableName, metadataTableName } = options
  const cacheTable = typeof cache === 'object' && 'tableName' in cache ? cache.tableName : undefined
  return [
    cacheTable ?? 'query-result-cache',
    migrationsTableName ?? 'migrations',
    metadataTableName ?? 'typeorm_metadata',
  ]
}
