import type { Write } from './operation'
import { type ForeignKey, type TableName, tableNames, tables } from './tables'

/** The tables whose keys writes may change at the most: written, changed by the database itself, or parents of these. */
export function reachableFrom(writes: readonly Write[]): ReadonlySet<TableName> {
  const changed = new Set<TableName>()
  for (const { table, verb } of writes) {
    changed.add(table)
    if (verb === 'delete') follow(table, changed, ({ onDelete }) => onDelete !== undefined)
    if (verb === 'rekey') follow(table, changed, ({ onUpdate }) => onUpdate !== undefined)
    if (verb === 'truncate') follow(table, changed, () => true)
  }
  const parents = [...changed].flatMap((table) => tables[table].foreignKeys.map(({ target }) => target))
  return new Set([...changed, ...parents])
}

function follow(table: TableName, changed: Set<TableName>, isFollowed: (key: ForeignKey) => boolean): void {
  const seen = new Set<TableName>()
  const visit = (from: TableName): void => {
    if (seen.has(from)) return
    seen.add(from)
    for (const name of tableNames) {
      if (!tables[name].foreignKeys.some((key) => key.target === from && isFollowed(key))) continue
      changed.add(name)
      visit(name)
    }
  }
  visit(table)
}
