import type { DataSource, EntityMetadata } from 'typeorm'
import { type Alkey, GLOBAL, ref } from '../../../src'

type ColumnMetadata = EntityMetadata['columns'][number]
type Values = Readonly<Record<string, unknown>>

interface Row {
  readonly metadata: EntityMetadata
  readonly values: Values
}

/** All rows of all tables, as the database has them, by table and key. */
export type Rows = ReadonlyMap<string, Row>

export async function readRows(dataSource: DataSource): Promise<Rows> {
  const rows = new Map<string, Row>()
  for (const metadata of dataSource.entityMetadatas) {
    const table = dataSource.driver.escape(metadata.tableName)
    const found = await dataSource.query<Values[]>(`SELECT * FROM ${table}`)
    for (const values of found)
      rows.set(nameOf(metadata.tableName, metadata.primaryColumns, values), { metadata, values })
  }
  return rows
}

function nameOf(table: string, columns: readonly ColumnMetadata[], values: Values): string {
  return JSON.stringify([table, columns.map(({ databaseName }) => values[databaseName])])
}

/** Identifiers that had to change between the two, and why. */
export function expectedChanges(alkey: Alkey, before: Rows, after: Rows): ReadonlyMap<string, string> {
  const expected = new Map<string, string>()
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const versions = [before, after].map((rows) => ({ rows, row: rows.get(name) }))
    const [old, now] = versions.map(({ row }) => JSON.stringify(row?.values))
    if (old === now) continue
    expected.set(GLOBAL, name)
    for (const { rows, row } of versions) {
      if (!row) continue
      const { isJunction } = row.metadata
      if (!isJunction) {
        expected.set(identifierOf(alkey, row), name)
        expected.set(alkey.identifier(row.metadata.target), name)
      }
      for (const parent of parentsOf(row, rows)) {
        expected.set(identifierOf(alkey, parent), `parent of ${name}`)
        if (isJunction) expected.set(alkey.identifier(parent.metadata.target), `end of ${name}`)
      }
    }
  }
  return expected
}

/** The rows that a row belongs to. */
function parentsOf({ metadata, values }: Row, rows: Rows): Row[] {
  return metadata.foreignKeys.flatMap(({ columns, referencedColumns, referencedEntityMetadata }) =>
    [...rows.values()].filter(
      (parent) =>
        parent.metadata === referencedEntityMetadata &&
        referencedColumns.every((column, i) => {
          const value = values[(columns[i] as ColumnMetadata).databaseName]
          return value !== null && parent.values[column.databaseName] === value
        }),
    ),
  )
}

function identifierOf(alkey: Alkey, { metadata, values }: Row): string {
  const key: Record<string, unknown> = {}
  for (const column of metadata.primaryColumns) {
    const [property, ...path] = column.propertyPath.split('.') as [string, ...string[]]
    const value = values[column.databaseName]
    key[property] = path.length === 0 ? value : { ...(key[property] as object), [path.join('.')]: value }
  }
  return identifierOfKey(alkey, metadata.target as new () => object, key)
}

/** Where a row stands for its table and for anything, since others may be equal to it, what changes with either. */
function identifierOfKey(alkey: Alkey, target: abstract new () => object, key: object): string {
  const identifier = alkey.identifier(ref(target, key))
  return identifier === alkey.identifier(target) ? GLOBAL : identifier
}

/** Identifiers of all keys that rows have or may have, of all tables, and the global one. */
export function identifiersOf(alkey: Alkey, keys: ReadonlyMap<abstract new () => object, readonly object[]>): string[] {
  return [
    GLOBAL,
    ...[...keys].flatMap(([target, all]) => [
      alkey.identifier(target),
      ...all.map((key) => identifierOfKey(alkey, target, key)),
    ]),
  ]
}
