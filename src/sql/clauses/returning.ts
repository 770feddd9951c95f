import type { Cursor } from '../lexer/cursor'
import { type NamedTable, nameOf, pseudoColumns, qualifies, readPath } from '../lexer/names'

/** The target's columns that `RETURNING …` gives under their own names. `hasOthers`: more tables are in reach. */
export function readReturning(cursor: Cursor, target: NamedTable, hasOthers: boolean): readonly string[] | '*' {
  if (!cursor.takes('RETURNING') || cursor.is('WITH')) return []
  const columns = new Set<string>()
  const others = new Set<string>()
  let hasStar = false
  for (const item of cursor.split()) {
    const column = readReturnedColumn(item.rest(), target, hasOthers)
    if (column === '*') hasStar = true
    else if (column !== undefined) columns.add(column.name)
    else addNames(item, others)
  }
  if (hasStar) return others.size === 0 ? '*' : []
  return [...columns].filter((column) => !others.has(column))
}

function readReturnedColumn(
  item: Cursor,
  target: NamedTable,
  hasOthers: boolean,
): { readonly name: string } | '*' | undefined {
  const { lexeme } = item
  if (item.takes('*')) return item.length === 0 && !hasOthers ? '*' : undefined
  if (lexeme?.kind !== 'word' && lexeme?.kind !== 'quoted') return undefined
  if (item.length === 1 && pseudoColumns.has(lexeme.key)) return undefined
  const path = readPath(item)
  if (!path) return undefined
  if (item.takes('.', '*')) return item.length === 0 && qualifies(path, target) ? '*' : undefined
  const name = path.at(-1)
  if (name === undefined || item.length > 0 || !qualifies(path.slice(0, -1), target)) return undefined
  return { name }
}

/** An expression may come under any name in it: its alias, its function, the column that it casts. */
function addNames(item: Cursor, names: Set<string>): void {
  for (let lexeme = item.next(); lexeme; lexeme = item.next()) names.add(nameOf(item.dialect, lexeme) ?? '*')
}
