import { GLOBAL } from '../../../src'
import { isPooled } from '../databases/under-test'
import type { Write } from './operation'
import { reachableFrom } from './reach'
import type { ChangedRow } from './snapshot'
import { type TableName, tableNames, tables } from './tables'
import type { Values } from './values'
import type { Tokens, Watch } from './watch'

/** What a step has done, in the database and to keys. */
export interface Observation {
  readonly changed: readonly ChangedRow[]
  readonly before: Tokens
  readonly after: Tokens
  readonly bumped: ReadonlySet<string>
  /** What may have been written and not rolled back. */
  readonly writes: readonly Write[]
  /** What was written at all. */
  readonly attempted: readonly Write[]
}

/** What is wrong with it; nothing when all is well. */
export function judge(seen: Observation, watch: Watch): string[] {
  return [...new Set([...staleKeys(seen, watch), ...needlessKeys(seen)])]
}

/** Keys that had to change, and have not. */
function staleKeys({ changed, before, after, bumped }: Observation, watch: Watch): string[] {
  const wrong: string[] = []
  const expectChange = (identifier: string, why: string): void => {
    const [old, now] = [before.get(identifier), after.get(identifier)]
    // One that isn't watched.
    const isSeen = old === undefined ? bumped.has(identifier) || bumped.has(bulkOf(identifier)) : old !== now
    if (!isSeen) wrong.push(`${identifier} has not changed: ${why}`)
  }
  for (const row of changed) {
    const identifier = watch.row(row.table, row.key)
    const what = `${identifier} was ${row.before ? (row.after ? 'updated' : 'deleted') : 'inserted'}`
    expectChange(identifier, what)
    expectChange(watch.table(row.table), what)
    expectChange(GLOBAL, what)
    for (const [when, values] of [['before', row.before] as const, ['after', row.after] as const]) {
      for (const [table, parent] of parentsIn(row.table, values, watch)) {
        expectChange(parent, `${what}, which belonged to it ${when}`)
        // The lists of both ends of a link are other ones now.
        if (row.table === 'product_categories') expectChange(watch.table(table), `${what}, a link of ${parent} ${when}`)
      }
    }
  }
  return wrong
}

function parentsIn(table: TableName, values: Values | undefined, watch: Watch): (readonly [TableName, string])[] {
  return tables[table].foreignKeys.flatMap(({ column, target }) => {
    const key = values?.[column] ?? null
    return key === null ? [] : [[target, watch.row(target, [key])] as const]
  })
}

/** Keys that have changed, though nothing of theirs was written nor reached. */
function needlessKeys({ before, after, writes, attempted }: Observation): string[] {
  // Where others see what is rolled back later, that counts as a change.
  const counting = isPooled ? writes : attempted
  const reachable = reachableFrom(counting)
  const needless = new Map<string, string[]>()
  for (const [identifier, token] of before) {
    if (after.get(identifier) === token) continue
    const table = tableOf(identifier)
    if (table === undefined ? counting.length > 0 : reachable.has(table)) continue
    needless.set(table ?? GLOBAL, [...(needless.get(table ?? GLOBAL) ?? []), identifier])
  }
  return [...needless.values()].map((identifiers) => {
    // Those of rows follow from that of the table.
    const named = identifiers.find((identifier) => identifier.endsWith('#~')) ?? identifiers.join(', ')
    return `${named} changed, and nothing could have reached it`
  })
}

/** `undefined` for the global one. */
function tableOf(identifier: string): TableName | undefined {
  return tableNames.find((table) => identifier.startsWith(`alkey:${table}#`))
}

function bulkOf(identifier: string): string {
  return identifier.replace(/#.*/, '#~')
}
