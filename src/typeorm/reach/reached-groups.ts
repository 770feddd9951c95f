import type { UnreadRow } from '../../changes/unread-rows'
import type { UnknownParents } from '../../options'
import { type RowGroup, allTargets } from './groups'
import { mayHaveMetRows } from './inserted-rows'
import type { KeyedRow } from './keyed-row'
import type { KnownGroups } from './known-groups'
import { type ReferringWrite, isKept, targetsAfter, targetsBefore } from './told-targets'

/** What a write changes by what its rows lead to: the rows that they belong to or are linked with, and values of scopes. */
export interface ReachedGroups {
  readonly identifiers: readonly string[]
  /** The rows of which it can't be told before they are read. */
  readonly unread: readonly UnreadRow[]
}

/**
 * What the rows of a write lead to, before it and after it; in bulk where it can't be named.
 *
 * @param unknown what to do about parents that are not told; scopes are read or changed in bulk, since no change of theirs
 * may be skipped
 */
export function groupsReached(
  change: ReferringWrite,
  known: KnownGroups | undefined,
  unknown: UnknownParents,
): ReachedGroups {
  const { groups, write } = change
  if (groups.length === 0) return { identifiers: [], unread: [] }
  // Definitions may give columns other values. Whom rows belong to stays as it is.
  if (write.verb === 'define') return { identifiers: groups.filter(isScope).flatMap(allTargets), unread: [] }
  const rows = unknown === 'select' ? rowsReadLater(change) : undefined
  const later = new Set<RowGroup>()
  const identifiers = groups.flatMap((group) => {
    const before = beforeWrite(change, group, known)
    const after = targetsAfter(change, group)
    // What a write leaves as it is can be read after it.
    const isLost = !before && !(rows && isKept(change, group))
    if (rows && !isLost && !(before && after)) later.add(group)
    return [
      ...(before ?? (isLost ? unknownBefore(change, group, unknown) : [])),
      ...(after ?? (rows ? [] : allTargets(group))),
    ]
  })
  const inBulk = [...later].flatMap(allTargets)
  return { identifiers, unread: inBulk.length > 0 && rows ? rows.map((row) => ({ ...row, inBulk })) : [] }
}

/** What must be read before the write: rows, and by which groups it is not known what they lead to. */
export interface UnknownGroups {
  readonly rows: readonly KeyedRow[]
  /** The groups that are lost with the write: their old value can't be read any more. */
  readonly lost: readonly RowGroup[]
  /** All groups that the write does not tell. */
  readonly untold: readonly RowGroup[]
}

export function unknownGroups(change: ReferringWrite, known: KnownGroups): UnknownGroups | undefined {
  const { write, groups, rows, execution } = change
  if (!rows || (write.verb !== 'update' && write.verb !== 'delete')) return undefined
  const untold = groups.filter((group) => !targetsBefore(change, group, known))
  if (untold.length === 0) return undefined
  const lost = untold.filter((group) => !execution.isReadLater || !isKept(change, group))
  return { rows: rows.before, lost, untold }
}

/** The rows of a write as they are found after it; `undefined` where they can't be read just before COMMIT. */
function rowsReadLater(change: ReferringWrite): readonly Omit<UnreadRow, 'inBulk'>[] | undefined {
  const { table, write, execution, rows } = change
  if (!rows || !execution.isReadLater || !execution.answer) return undefined
  // Under their new keys, where they have some.
  const found = new Map((rows.after.length > 0 ? rows.after : rows.before).map((keyed) => [keyed.row, keyed]))
  const isHeld = write.isCounted && execution.answer.count === found.size
  // A locking read of a row that is not there would lock the gap where others may insert theirs.
  if (table.dialect === 'mysql' && !isHeld) return undefined
  return Array.from(found.values(), (keyed) => ({ ...keyed, table: table.text, isHeld, isLost: false }))
}

/** `undefined` where it is not known what the rows led to. */
function beforeWrite(
  change: ReferringWrite,
  group: RowGroup,
  known: KnownGroups | undefined,
): readonly string[] | undefined {
  const { table, write, execution } = change
  if (write.verb !== 'insert') return targetsBefore(change, group, known)
  return mayHaveMetRows(write, execution.answer, table.dialect === 'mysql') ? undefined : []
}

function unknownBefore({ write, rows }: ReferringWrite, group: RowGroup, unknown: UnknownParents): readonly string[] {
  const isSkipped = group.kind === 'reference' && write.verb !== 'insert' && rows !== undefined && unknown === 'skip'
  return isSkipped ? [] : allTargets(group)
}

function isScope({ kind }: RowGroup): boolean {
  return kind === 'scope'
}
