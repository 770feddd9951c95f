import type { QueryRunner } from 'typeorm'
import type { Settings } from '../../sql/settings-reader'
import { connectionOf } from './left-open'

// Settings that somebody has changed on a connection. They may be taken back, but nobody follows that.

const withMovedNames = new WeakSet<object>()
const withOtherRoles = new WeakSet<object>()

/**
 * Notes what a statement sets.
 * @param hidesTable whether a temporary table of that name hides one that is mapped
 */
export function noteSettings(
  { movesNames, changesRole, temporary }: Settings,
  queryRunner: QueryRunner,
  hidesTable: (path: readonly string[]) => boolean,
): void {
  if (movesNames || temporary.some(hidesTable)) withMovedNames.add(keyOf(queryRunner))
  if (changesRole) withOtherRoles.add(keyOf(queryRunner))
}

/** Whether a table's name may mean another one on this connection than by default. */
export function areNamesMoved(queryRunner: QueryRunner): boolean {
  return withMovedNames.has(keyOf(queryRunner))
}

/** Whether what can be read on other connections may not be read on this one. */
export function mayReadLess(queryRunner: QueryRunner): boolean {
  return areNamesMoved(queryRunner) || withOtherRoles.has(keyOf(queryRunner))
}

function keyOf(queryRunner: QueryRunner): object {
  return connectionOf(queryRunner) ?? queryRunner
}
