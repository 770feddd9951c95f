import type { Cursor } from '../lexer/cursor'
import { readTable } from '../lexer/names'
import type { TableWrite } from '../statement'
import { tableWrite } from '../clauses/table-write'
import { words } from '../lexer/words'

/** What a MERGE writes, from behind its verb; `undefined` when it can't be read. */
export function readMerge(cursor: Cursor): TableWrite[] | undefined {
  cursor.takes('INTO')
  const path = readTable(cursor)
  if (!path) return undefined
  cursor.until(deleteWord)
  const deletes = cursor.is('DELETE')
  const isCounted = cursor.dialect === 'postgres' && !deletes
  const upsert = tableWrite('insert', path, { onConflict: 'update', isCounted })
  return deletes ? [upsert, tableWrite('delete', path)] : [upsert]
}

const deleteWord = words('DELETE')
