import type { DataSource } from 'typeorm'
import { quoted } from './fill'
import { dialect } from './operation'
import { type TableName, tableNames, tables } from './tables'
import type { Scalar, Values } from './values'

/** All rows of all tables, by table and key. */
export type Snapshot = ReadonlyMap<string, Row>

export interface Row {
  readonly table: TableName
  readonly key: readonly Scalar[]
  readonly values: Values
}

/** A row that was inserted, deleted or changed. */
export interface ChangedRow extends Pick<Row, 'table' | 'key'> {
  readonly before: Values | undefined
  readonly after: Values | undefined
}

export async function readSnapshot(dataSource: DataSource): Promise<Snapshot> {
  const rows: { name: TableName; content: string }[] = await dataSource.query(selectEverything)
  return new Map(
    rows.map(({ name, content }) => {
      const values = JSON.parse(content) as Values
      const key = tables[name].key.map((column) => values[column] ?? null)
      return [JSON.stringify([name, key]), { table: name, key, values }]
    }),
  )
}

export function difference(before: Snapshot, after: Snapshot): ChangedRow[] {
  const changed: ChangedRow[] = []
  for (const [name, { table, key, values }] of before) {
    const now = after.get(name)?.values
    if (JSON.stringify(now) !== JSON.stringify(values)) changed.push({ table, key, before: values, after: now })
  }
  for (const [name, { table, key, values }] of after) {
    if (!before.has(name)) changed.push({ table, key, before: undefined, after: values })
  }
  return changed
}

const extra: Partial<Record<TableName, string>> = { articles: 'deletedAt', vehicles: 'type' }

/** One statement, so that a snapshot is one round trip. */
const selectEverything = tableNames
  .map((table) => {
    const { key, texts, numbers, foreignKeys } = tables[table]
    const columns = [...key, ...texts, ...numbers, ...foreignKeys.map(({ column }) => column), extra[table] ?? []]
    const pairs = [...new Set(columns.flat())].map((column) => `'${column}', ${quoted(column)}`).join(', ')
    return `SELECT '${table}' AS name, ${asText(pairs)} AS content FROM ${table}`
  })
  .join(' UNION ALL ')

function asText(pairs: string): string {
  if (dialect === 'postgres') return `json_build_object(${pairs})::text`
  // The driver would read JSON.
  return dialect === 'mysql' ? `CAST(json_object(${pairs}) AS CHAR)` : `json_object(${pairs})`
}
