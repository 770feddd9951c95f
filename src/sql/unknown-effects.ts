import type { Cursor } from './cursor'
import { readPath } from './names'
import type { Statement } from './statement'
import { unknown } from './table-write'

/** What runs something whose writes are not in the text: `CALL archive_orders`. */
export function readRoutine(cursor: Cursor, verb: string): readonly Statement[] {
  if (cursor.is('IMMEDIATE')) return [unknown(`${verb} IMMEDIATE`)]
  const path = readPath(cursor.rest())
  const names: string[] = []
  for (let left = path?.length ?? 0; left > 0; cursor.next()) {
    if (cursor.is('.')) continue
    names.push(cursor.token?.text ?? '')
    left--
  }
  return [unknown([verb, names.join('.')].join(' ').trim())]
}

/** MySQL's distributed transactions, from behind XA. */
export function readXa(cursor: Cursor): readonly Statement[] {
  if (cursor.is('PREPARE')) return [{ kind: 'prepare' }]
  return cursor.is('COMMIT') ? [unknown('XA COMMIT')] : []
}

/** SQL Server's `DECLARE @rows TABLE (…)`, which TypeORM uses; more may follow other variables without a semicolon. */
export function readDeclare(cursor: Cursor): readonly Statement[] {
  cursor.next()
  return cursor.takes('TABLE') && cursor.isGroup ? [] : [unknown('DECLARE')]
}
