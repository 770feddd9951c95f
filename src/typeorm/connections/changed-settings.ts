import type { QueryRunner } from 'typeorm'
import type { Settings } from '../../sql/settings-reader'
import { connectionOf } from '../versions'

// Settings that somebody has changed on a connection. They may be taken back before it is closed, but that is not followed.

const withMovedNames = new WeakSet<object>()
const withOtherRoles = new WeakSet<object>()

/** The same for the transaction that is open. */
const withLocalNames = new WeakSet<object>()
const withLocalRoles = new WeakSet<object>()

/** Query runners that may be asked for the number of rows that a SELECT has found: another SELECT takes its place. */
const withCountedRows = new WeakSet<QueryRunner>()
/** Those that may be asked for the warnings of the last write, which a SELECT takes away. */
const withWarnings = new WeakSet<QueryRunner>()

/**
 * Notes what a statement sets.
 * @param isInside whether it is known to be in a transaction
 * @param hidesTable whether a temporary table of that name hides one that is mapped
 */
export function noteSettings(
  { movesNames, changesRole, isLocal, temporary, countsRows }: Settings,
  queryRunner: QueryRunner,
  isInside: boolean,
  hidesTable: (path: readonly string[]) => boolean,
): void {
  const [names, roles] = isLocal && isInside ? [withLocalNames, withLocalRoles] : [withMovedNames, withOtherRoles]
  if (movesNames || temporary.some(hidesTable)) names.add(keyOf(queryRunner))
  if (changesRole) roles.add(keyOf(queryRunner))
  if (countsRows) withCountedRows.add(queryRunner)
}

/** Notes whether MySQL has something to say of a statement. @param answer the driver's */
export function noteWarnings(queryRunner: QueryRunner, answer: unknown): void {
  const { warningStatus } = (answer ?? {}) as { warningStatus?: unknown }
  if (typeof warningStatus === 'number' && warningStatus > 0) withWarnings.add(queryRunner)
  else withWarnings.delete(queryRunner)
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

/** Whether nothing may be read for ourselves: it may be something else, be forbidden, or be noticed. */
export function mustNotRead(queryRunner: QueryRunner): boolean {
  const key = keyOf(queryRunner)
  const isRoleChanged = withOtherRoles.has(key) || withLocalRoles.has(key)
  return (
    areNamesMoved(queryRunner) || isRoleChanged || withCountedRows.has(queryRunner) || withWarnings.has(queryRunner)
  )
}

function keyOf(queryRunner: QueryRunner): object {
  return connectionOf(queryRunner) ?? queryRunner
}
