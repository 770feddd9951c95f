import type { EntityMetadata } from 'typeorm'
import type { EntityTable } from '../entities/entity-table'
import type { DataSourceWrites } from './data-source-writes'
import type { Parameters } from './execution'
import { MOST_IN_PLACE, MOST_IN_QUERY, type PlaceDependency, identifiersBy } from './identifiers-read'
import { isOwning } from './references'
import { byScope } from './row-namings'
import type { Alternative } from './rows-read'

/** Why a place where a query reads a table depends on more than rows or a scope of it; `undefined` where it doesn't. */
export function whyNotNarrower({ read, by }: PlaceDependency, parameters: Parameters | undefined): string | undefined {
  const { table, alternatives, isByOption } = read
  if (by === 'row' || by === 'scope') return undefined
  if (by !== 'table') return 'its conditions name the row that its rows belong to, and not these themselves'
  if (table.isView) return 'the rows of a view can not be named'
  if (isByOption) return 'it is another name by the option aliases, under which columns may be other ones'
  if (!alternatives) return 'no condition gives values that its rows must have'
  if (alternatives.length > MOST_IN_PLACE) return `its conditions name more than ${MOST_IN_PLACE} values`
  if (!parameters) return 'its parameters are not known'
  const open = alternatives.find(({ ways }) => ways.length === 0)
  if (open) {
    const columns = [...open.match.keys()].join(', ')
    return `its conditions give values of ${columns}: neither its primary key, nor a scope, nor a foreign key that touches`
  }
  if (alternatives.some((alternative) => !hasName(alternative, parameters)))
    return "a value is not of its column's type, or not told by the text: others may be equal to it"
  return `the conditions name more than ${MOST_IN_PLACE} identifiers here, or more than ${MOST_IN_QUERY} in the query`
}

function hasName({ ways }: Alternative, parameters: Parameters): boolean {
  return ways.some((way) => identifiersBy(way, parameters) !== undefined)
}

/** A scope that can be declared, and would make the place narrower. */
export interface PossibleScope {
  readonly entity: string
  readonly property: string
}

/** The one scope by which all of the rows that matter in a place could be named; `undefined` where there is none. */
export function narrowerScope(
  { read, by }: PlaceDependency,
  parameters: Parameters | undefined,
  { rules }: DataSourceWrites,
): PossibleScope | undefined {
  const { table, alternatives, isByOption } = read
  if (by === 'row' || by === 'scope' || isByOption || table.isView) return undefined
  if (!parameters || !alternatives || alternatives.length > MOST_IN_PLACE) return undefined
  // What is named by its key or a scope already is no wider.
  const wide = alternatives.filter(
    ({ ways }) => !ways.some((way) => way.naming.by !== 'parent' && identifiersBy(way, parameters)),
  )
  const [first, ...others] = wide
  const columns = [...(first?.match.keys() ?? [])].filter((column) => others.every(({ match }) => match.has(column)))
  for (const { entity, property } of declarable(table, columns)) {
    const scope = rules.scopeIfDeclared(entity, property)
    const naming = scope && byScope(scope)
    const isEnough =
      naming &&
      wide.every(({ match }) => {
        const values = naming.columns.map((column) => match.get(column))
        return (
          values.every((value) => value !== undefined) && identifiersBy({ naming, values }, parameters) !== undefined
        )
      })
    if (isEnough) return { entity, property }
  }
  return undefined
}

/** The properties of entities that are of some of these columns, in the order of the columns. */
function declarable(table: EntityTable, columns: readonly string[]): readonly PossibleScope[] {
  return columns.flatMap((column) =>
    table.metadatas.flatMap((metadata) => {
      const property = propertyOf(metadata, table, column)
      return property === undefined ? [] : [{ entity: metadata.name, property }]
    }),
  )
}

/** A column that a relation makes is no property of its own. */
function propertyOf(metadata: EntityMetadata, table: EntityTable, folded: string): string | undefined {
  const column = metadata.columns.find(({ databaseName }) => table.folded(databaseName) === folded)
  if (!column) return undefined
  if (!column.isVirtual) return column.propertyPath
  return metadata.relations.find((relation) => isOwning(relation) && relation.joinColumns.includes(column))
    ?.propertyPath
}
