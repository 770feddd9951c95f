import type { Cursor } from './cursor'
import { readPath } from './names'
import type { Statement } from './statement'
import { LONGEST_NAME, unknown } from './table-write'
import type { Token } from './token'

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

/**
 * What runs a block or an expression, from behind DO. It has no name, so it is called by how it begins, without values:
 * they are nobody's business, and each would make another statement of it.
 */
export function readDo(cursor: Cursor): readonly Statement[] {
  const pieces = ['DO']
  let length = 0
  for (let token = cursor.next(); token && length < LONGEST_NAME; token = cursor.next()) {
    const piece = withoutValues(token, cursor)
    length += piece.length
    pieces.push(piece)
  }
  return [
    unknown(
      pieces
        .join(' ')
        .replace(/ ?([(.]) ?/g, '$1')
        .replace(/ ([),;])/g, '$1'),
    ),
  ]
}

function withoutValues({ kind, text }: Token, { dialect }: Cursor): string {
  if (kind === 'word' || kind === 'quoted' || kind === 'sign') return text
  if (kind !== 'string' || dialect !== 'postgres') return '?'
  // The code of the block, which may be long.
  const beginning = text.slice(0, 4 * LONGEST_NAME)
  return beginning
    .replace(/'[^']*'?/g, '?')
    .replace(/\$(\w*)\$[^]*?(?:\$\1\$|$)/g, '?')
    .replace(/\b\d[\w.]*/g, '?')
    .replace(/\s+/g, ' ')
    .trim()
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
