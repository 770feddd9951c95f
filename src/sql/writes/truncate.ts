import type { Cursor } from '../lexer/cursor'
import { readTable } from '../lexer/names'
import type { TableWrite } from '../statement'
import { tableWrite } from '../clauses/table-write'
import { words } from '../lexer/words'

/** What a TRUNCATE writes, from behind its verb; `undefined` when it can't be read. */
export function readTruncate(cursor: Cursor): TableWrite[] | undefined {
  if (!cursor.is('TABLE', ',')) cursor.takes('TABLE')
  const paths = readTables(cursor)
  cursor.until(cascadeWord)
  const cascades = cursor.is('CASCADE')
  return paths?.map((path) => tableWrite('truncate', path, { cascades }))
}

/** A list of tables as they stand in TRUNCATE and DROP. */
export function readTables(cursor: Cursor): (readonly string[])[] | undefined {
  const paths: (readonly string[])[] = []
  do {
    const path = readTable(cursor)
    if (!path) return undefined
    paths.push(path)
  } while (cursor.takes(','))
  return paths
}

export const cascadeWord = words('CASCADE')
