import type { EntityTable } from '../entities/entity-table'
import type { TableScope } from '../entities/table-scope'
import { targetInStatement } from './groups'
import type { Reference } from './references'
import type { ResolvedRules } from './resolved-rules'

/** How a query's rows are named: by themselves, by a scope, by the row that they belong to, by a joined one, or not at all. */
export type NamedBy = 'row' | 'scope' | 'parent' | 'join' | 'table'

/** One way to name what changes whenever a row with certain values does. */
export interface Naming {
  readonly by: 'row' | 'scope' | 'parent'
  /** The columns whose values it takes, folded. */
  readonly columns: readonly string[]
  /** Whether NULL is a value as well. */
  readonly takesNull: boolean
  /** By values in a statement; `undefined` where they name nothing for certain. */
  readonly identifierOf: (values: readonly unknown[]) => string | undefined
}

/** The ways to name rows of a table, the narrowest first. */
export function namingsOf(table: EntityTable, rules: ResolvedRules): readonly Naming[] {
  if (table.isView) return []
  const byRow: Naming = {
    by: 'row',
    columns: table.keyColumns,
    takesNull: false,
    identifierOf: (values) => table.rowInStatement(values),
  }
  const parents = rules.referencesOf(table).filter((reference) => tellsParents(reference, table, rules))
  // Of several the one with the most columns says the most.
  const scopes = [...rules.scopes.of(table.text)].sort((one, other) => other.columns.length - one.columns.length)
  return [...(table.namesRows ? [byRow] : []), ...scopes.map(byScope), ...parents.map(byParent)]
}

/** NULL is a value of its own. */
export function byScope(scope: TableScope): Naming {
  return {
    by: 'scope',
    columns: scope.columns,
    takesNull: true,
    identifierOf: (values) => {
      const identifier = scope.inStatement(values)
      return identifier === scope.bulkIdentifier ? undefined : identifier
    },
  }
}

function byParent(reference: Reference): Naming {
  return {
    by: 'parent',
    columns: reference.columns,
    takesNull: false,
    identifierOf: (values) => {
      const target = targetInStatement(reference, values)
      return target === reference.target.bulkIdentifier ? undefined : target
    },
  }
}

/**
 * Whether each change of a row changes the row that it belongs to by this reference, before and after, or else all rows
 * that it may belong to.
 */
function tellsParents(reference: Reference, table: EntityTable, rules: ResolvedRules): boolean {
  const { columns, isTouched, comparesAlike, keyAt, target } = reference
  // Entities at hand may tell a parent that the row has no more.
  if (rules.unknownParents === 'skip' || rules.trustsLoaded) return false
  return (
    isTouched &&
    comparesAlike &&
    !keyAt.includes(-1) &&
    target.namesRows &&
    !columns.some((column) => rules.areIgnored(table, [column]))
  )
}
