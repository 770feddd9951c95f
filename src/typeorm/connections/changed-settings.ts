import type { QueryRunner } from 'typeorm'
import type { Settings } from '../../sql/settings-reader'
import { connectionOf } from './left-open'

// Settings that somebody has changed on a connection. They may be taken back before it is closed, but that is not followed.

const withMovedNames = new WeakSet<object>()
const withOtherRoles = new WeakSet<object>()

/** The same for the transaction that is open. */
const withLocalNames = new WeakSet<object>()
const withLocalRoles = new WeakSet<object>()

/**
 * Notes what a statement sets.
 * @param isInside whether it is known to be in a transaction
 * @param hidesTable whether a temporary table of that name hides one that is mapped
 */
export function noteSettings(
  { movesNames, changesRole, isLocal, temporary }: Settings,
  queryRunner: QueryRunner,
  isInside: boolean,
  hidesTable: (path: readonly string[]) => boolean,
): void {
  const [names, roles] = isLocal && isInside ? [withLocalNames, withLocalRoles] : [withMovedNames, withOtherRoles]
  if (movesNames || temporary.some(hidesTable)) names.add(keyOf(queryRunner))
  if (changesRole) roles.add(keyOf(queryRunner))
}

/** The transaction has ended, and what was set for it with it. */
export function forgetLocalSettings(queryRunner: QueryRunner): void {
  withLocalNames.delete(keyOf(queryRunner))
  withLocalRoles.delete(keyOf(queryRunner))
}

/** Whether a table's name may mean another one on this connection than by default. */
export function areNamesMoved(queryRunner: QueryRunner): boolean {
  const key = keyOf(queryRunner)
  return withMovedNames.has(key) || withLocalNames.has(key)
}

/** Whether what can be read on other connections may not be read on this one. */
export function mayReadLess(queryRunner: QueryRunner): boolean {
  const key = keyOf(queryRunner)
  return areNamesMoved(queryRunner) || withOtherRoles.has(key) || withLocalRoles.has(key)
}

function keyOf(queryRunner: QueryRunner): object {
  return connectionOf(queryRunner) ?? queryRunner
}
