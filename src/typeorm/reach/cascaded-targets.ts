import type { EntityTable } from '../entities/entity-table'
import type { TableScope } from '../entities/table-scope'
import type { Cascade } from './cascades'
import { type RowGroup, allTargets } from './groups'
import type { KeyedRow } from './keyed-row'
import type { ReferringWrite } from './told-targets'

/**
 * What changes with rows that the database changes by itself, by what they lead to; none is named.
 *
 * @param change the write that is the cause
 * @param all what the database changes because of it
 */
export function cascadedTargets(
  cascade: Cascade,
  change: ReferringWrite,
  all: readonly Cascade[],
  groups: readonly RowGroup[],
): readonly string[] {
  const removed = removedBy(cascade, change, all)
  return groups.flatMap((group) => {
    if (group.kind === 'scope') return (removed && targetsOfRemoved(cascade, removed, group)) ?? allTargets(group)
    // Whom they referred to by the key that brought the change is reached already.
    const isReached =
      cascade.effect !== 'moved' && group.target === cascade.from && group.columns.join() === cascade.columns.join()
    return isReached ? [] : allTargets(group)
  })
}

/** The rows that a cascade comes from, where they are gone and all of them are named. */
function removedBy(
  { from }: Cascade,
  { table, write, rows }: ReferringWrite,
  all: readonly Cascade[],
): readonly KeyedRow[] | undefined {
  // Within a tree, and in circles, more rows go than the write names.
  const isSole = write.verb === 'delete' && from === table && !all.some((other) => other.table === from)
  return isSole ? rows?.before : undefined
}

/** The values of a scope that is the very foreign key to rows which are gone. */
function targetsOfRemoved(
  { table, from, columns, referenced, effect }: Cascade,
  removed: readonly KeyedRow[],
  scope: TableScope,
): readonly string[] | undefined {
  if ((effect !== 'removed' && effect !== 'cleared') || !scope.isOf(columns)) return undefined
  const places = scope.columns.map((column) =>
    placeInKey(table, column, from, referenced[columns.indexOf(column)] ?? ''),
  )
  if (places.includes(-1)) return undefined
  const targets = removed.map(({ key }) => scope.inAnswer(places.map((at) => key[at])))
  return effect === 'cleared' ? [...targets, scope.inAnswer(places.map(() => null))] : targets
}

/** Where the value of a foreign key's column stands in the key of the row that it refers to; -1 where it may look different. */
function placeInKey(table: EntityTable, column: string, from: EntityTable, referenced: string): number {
  return table.comparisonOf(column) === from.comparisonOf(referenced) ? from.keyColumns.indexOf(referenced) : -1
}
