import { conditionEnds, returningWord, tablesEnds } from '../clauses/clause-ends'
import { readCondition } from '../clauses/conditions'
import type { Cursor } from '../lexer/cursor'
import { readModifiers, skipGroups } from '../clauses/modifiers'
import { type NamedTable, readAlias, readPath, readTable } from '../lexer/names'
import { readReturning } from '../clauses/returning'
import type { TableWrite } from '../statement'
import { readTableReferences, tablesNamed } from '../clauses/table-references'
import { tableWrite } from '../clauses/table-write'
import { aliasedPaths } from './update'

/** What a DELETE writes, from behind its verb; `undefined` when it can't be read. */
export function readDelete(cursor: Cursor): TableWrite[] | undefined {
  readModifiers(cursor, undefined)
  const hasFrom = cursor.takes('FROM')
  const path = readTable(cursor)
  if (!path) return undefined
  if (cursor.dialect !== 'mysql' || !isOfSeveral(cursor, hasFrom)) return oneDelete(cursor, path)
  const targets = [path, ...readMoreTargets(cursor)]
  cursor.next()
  const references = readTableReferences(cursor.until(tablesEnds))
  const isUnclear = targets.some((one) => tablesNamed(one, references).length === 0)
  const deleted = isUnclear ? references : targets.flatMap((one) => tablesNamed(one, references))
  return deleted.length > 0 ? deleted.map((one) => tableWrite('delete', one.path)) : undefined
}

function oneDelete(cursor: Cursor, path: readonly string[]): TableWrite[] {
  const isOfParts = cursor.is('PARTITION')
  skipGroups(cursor, 'PARTITION')
  const target: NamedTable = { path, alias: readAlias(cursor) }
  // `FOR PORTION OF` leaves rows behind, which are new.
  const isWholly = !cursor.until(clauses).is('FOR')
  const others = cursor.takes('USING') || cursor.takes('FROM') ? cursor.until(tablesEnds) : undefined
  const condition = cursor.takes('WHERE') ? cursor.until(conditionEnds) : undefined
  const isCut = cursor.until(returningWord).length > 0
  const isAll = !isCut && !others && !isOfParts
  const known = {
    ...(condition && isWholly ? readCondition(condition, target, isAll) : {}),
    returning: readReturning(cursor, target, others !== undefined),
  }
  const paths = [path, ...aliasedPaths(target, others)]
  return paths.map((one) => tableWrite('delete', one, { ...known, isCounted: isWholly && paths.length === 1 }))
}

/** MySQL's `DELETE a, b FROM …`, `DELETE a.* FROM …` and `DELETE FROM a, b USING …`. */
function isOfSeveral(cursor: Cursor, hasFrom: boolean): boolean {
  return cursor.is(',') || cursor.is('.', '*') || cursor.is(hasFrom ? 'USING' : 'FROM')
}

function readMoreTargets(cursor: Cursor): readonly (readonly string[])[] {
  const targets: (readonly string[])[] = []
  cursor.takes('.', '*')
  while (cursor.takes(',')) {
    targets.push(readPath(cursor) ?? [])
    cursor.takes('.', '*')
  }
  return targets
}

const clauses: ReadonlySet<string> = new Set(['USING', 'FROM', ...tablesEnds])
