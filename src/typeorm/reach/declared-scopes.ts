import type { DataSource, EntityMetadata } from 'typeorm'
import { InvalidOptionError } from '../../errors'
import type { ResolvedOptions } from '../../options'
import { EntityCatalog } from '../entities/entity-catalog'
import { comparisonOfColumn } from '../entities/id-form-of-column'
import type { EntityTable } from '../entities/entity-table'
import { TableScope, textsOfColumn } from '../entities/table-scope'
import type { ColumnMetadata } from '../metadata'
import { dataSourceOf } from '../versions'
import { entityNamed } from './entity-named'
import { ignoredBy } from './ignored-columns'
import { isOwning } from './references'

type ScopeOptions = Pick<ResolvedOptions, 'scopes' | 'ignore'>

/** The scopes that the option `scopes` declares, by the tables of one DataSource. */
export class DeclaredScopes {
  /** What is wrong with the first declaration that can't be kept. Such ones are as if they were not there. */
  readonly problem: InvalidOptionError | undefined
  readonly #byTable = new Map<string, readonly TableScope[]>()
  #bulkIdentifiers: readonly string[] | undefined

  constructor(dataSource: DataSource, { scopes, ignore }: ScopeOptions) {
    for (const [entity, declared] of scopes) {
      for (const paths of declared) {
        try {
          this.#add(entityNamed(entity, 'scopes', dataSource), paths, ignore)
        } catch (error) {
          if (!(error instanceof InvalidOptionError)) throw error
          this.problem ??= error
        }
      }
    }
  }

  /** @param table as it stands in identifiers */
  of(table: string): readonly TableScope[] {
    return this.#byTable.get(table) ?? none
  }

  /** The only one, if there is one. */
  get sole(): TableScope | undefined {
    const [scope, ...others] = [...this.#byTable.values()].flat()
    return others.length === 0 ? scope : undefined
  }

  /** What stands for all of them in bulk; always the same array. */
  get bulkIdentifiers(): readonly string[] {
    return (this.#bulkIdentifiers ??= [...this.#byTable.values()].flat().map(({ bulkIdentifier }) => bulkIdentifier))
  }

  /** Several entities of one table may declare the same. */
  #add(metadata: EntityMetadata, paths: readonly string[], ignore: ScopeOptions['ignore']): void {
    const table = EntityCatalog.of(dataSourceOf(metadata)).tableOf(metadata)
    const columns = paths.flatMap((path) => columnsAt(metadata, path))
    for (const column of columns) checkColumn(column, metadata, table, ignore)
    const scope = new TableScope(table, withoutTwins(columns))
    const known = this.of(table.text)
    if (!known.some((other) => other.isOf(scope.columns))) this.#byTable.set(table.text, [...known, scope])
  }
}

const none: readonly TableScope[] = []

function columnsAt(metadata: EntityMetadata, path: string): readonly ColumnMetadata[] {
  const { name, columns, relations } = metadata
  const option = `scopes.${name} names '${path}'`
  if (metadata.tableType === 'view')
    throw new InvalidOptionError(
      `${option}, but ${name} is a view, which is not written. Name an entity of its tables.`,
    )
  const relation = relations.find(({ propertyPath }) => propertyPath === path)
  if (relation && isOwning(relation)) return relation.joinColumns
  if (relation) {
    throw new InvalidOptionError(
      `${option}, a relation without a column in the table '${metadata.tableName}'. Name a column, or a relation that has ` +
        'its foreign key there.',
    )
  }
  const column = columns.find(({ propertyPath }) => propertyPath === path)
  if (column) return [column]
  const known = [...columns, ...relations.filter(isOwning)].map(({ propertyPath }) => propertyPath)
  throw new InvalidOptionError(
    `${option}, which is no column of ${name}. It has: ${[...new Set(known)].sort().join(', ')}.`,
  )
}

function checkColumn(
  column: ColumnMetadata,
  { name }: EntityMetadata,
  table: EntityTable,
  ignore: ScopeOptions['ignore'],
): void {
  const option = `scopes.${name} names '${column.propertyPath}'`
  if (changesByItself(column)) {
    throw new InvalidOptionError(
      `${option}, a column that changes by itself: statements don't tell its values. Name a column that they set.`,
    )
  }
  const folded = table.folded(column.databaseName)
  const isNamed = (other: ColumnMetadata): boolean => table.folded(other.databaseName) === folded
  if (table.metadatas.some((metadata) => ignoredBy(metadata, ignore).some(isNamed))) {
    throw new InvalidOptionError(
      `${option}, a column that the option ignore names: a change of it would change no key. Leave it out of one of both.`,
    )
  }
  if (!textsOfColumn(column).isCertain) {
    throw new InvalidOptionError(
      `${option}, a column of the type ${typeOf(column)}: not all of its values that are equal have one known text, so ` +
        'keys could miss changes. Name a column of another type.',
    )
  }
  const own = table.metadatas.flatMap(({ columns }) => columns.filter(isNamed))
  const other = own.find((one) => comparisonOfColumn(one) !== comparisonOfColumn(column))
  if (!other) return
  throw new InvalidOptionError(
    `${option}, a column of the type ${typeOf(column)} that ${other.entityMetadata.name} maps as ${typeOf(other)}. Give ` +
      'both the same type.',
  )
}

/** Whether the database gives it values by other columns, at each update, or not at all. */
function changesByItself(column: ColumnMetadata): boolean {
  const { asExpression, generatedType, onUpdate, isUpdateDate, isVirtualProperty } = column
  return (
    asExpression !== undefined || generatedType !== undefined || Boolean(onUpdate) || isUpdateDate || isVirtualProperty
  )
}

function typeOf(column: ColumnMetadata): string {
  const type = dataSourceOf(column.entityMetadata).driver.normalizeType(column)
  return column.isArray ? `${type}[]` : type
}

function withoutTwins(columns: readonly ColumnMetadata[]): readonly ColumnMetadata[] {
  const names = columns.map(({ databaseName }) => databaseName)
  return columns.filter(({ databaseName }, at) => names.indexOf(databaseName) === at)
}
