import type { TableScope } from '../entities/table-scope'
import type { Reference } from './references'

/**
 * What the values of some columns of a row lead to, and what changes with the row: the row that it belongs to or is linked
 * with, or a value of a declared scope.
 */
export type RowGroup = Reference | TableScope

/** The identifier that values in a statement lead to: that of all targets where they don't tell; `undefined` for none. */
export function targetInStatement(group: RowGroup, values: readonly unknown[]): string | undefined {
  if (group.kind === 'scope') return group.inStatement(values)
  return rowNamed(group, values, (key) => group.target.rowInStatement(key))
}

/** The same, by values as the database has them. @param values `undefined` among them is one that is not known */
export function targetInAnswer(group: RowGroup, values: readonly unknown[]): string | undefined {
  if (group.kind === 'scope') return group.inAnswer(values)
  return rowNamed(group, values, (key) => group.target.rowInAnswer(key))
}

/** NULL names no row. */
function rowNamed(
  { target, keyAt }: Reference,
  values: readonly unknown[],
  rowWith: (key: readonly unknown[]) => string | undefined,
): string | undefined {
  if (values.includes(null)) return undefined
  const key = keyAt.map((at) => values[at])
  return (key.includes(undefined) ? undefined : rowWith(key)) ?? target.bulkIdentifier
}

/** What changes when any target may have; nothing where that is turned off. */
export function allTargets(group: RowGroup): readonly string[] {
  return group.kind === 'scope' ? [group.bulkIdentifier] : reachedBy(group, [group.target.bulkIdentifier])
}

/**
 * What changes with targets. With rows these alone, since none of their own columns did; for the ends of a link, which have
 * other lists now, their tables as well.
 * @param named identifiers of targets, or that of all, which is left alone where touching is off
 */
export function reachedBy(group: RowGroup, named: readonly string[]): readonly string[] {
  if (group.kind === 'scope') return named
  const { isTouched, isLink, target } = group
  const reached = isTouched ? named : named.filter((identifier) => identifier !== target.bulkIdentifier)
  return isLink && reached.length > 0 ? [...reached, target.identifier] : reached
}

/** Whether the database computes one of the columns. Scopes of such are refused. */
export function isComputed(group: RowGroup): boolean {
  return group.kind === 'reference' && group.isComputed
}
