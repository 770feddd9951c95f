import { dialect } from '../../operation'
import { type TableName, tables } from '../../tables'
import { drawId, drawKey, drawKeyValue, drawPlainValue, drawTarget } from '../../values'
import type { SqlWriter } from './writer'

/** Spells a column of the statement's table. */
export type Column = (name: string) => string

/** `WHERE …`, or nothing. */
export function drawWhere(writer: SqlWriter, table: TableName, column: Column): string | undefined {
  const { draw } = writer
  if (draw.chance(0.04)) return undefined
  return `WHERE ${drawCondition(writer, table, column)}`
}

export function drawCondition(writer: SqlWriter, table: TableName, column: Column): string {
  const { draw } = writer
  const kinds = [byKey, byKey, byKeys, byKeys, either, byKeyAnd, ...others]
  return draw.pick(kinds)(writer, table, column)
}

type Condition = (writer: SqlWriter, table: TableName, column: Column) => string

function byKey(writer: SqlWriter, table: TableName, column: Column): string {
  const { draw } = writer
  const terms = Object.entries(drawKey(draw, table)).map(([name, value]) =>
    draw.chance(0.15)
      ? `${writer.value(value)} = ${column(name)}`
      : `${column(name)}${draw.pick(['=', ' = '])}${writer.value(value)}`,
  )
  if (draw.chance(0.2)) terms.reverse()
  const joined = terms.join(draw.pick([' AND ', ' and ']))
  return draw.chance(0.2) ? `(${joined})` : joined
}

function byKeys(writer: SqlWriter, table: TableName, column: Column): string {
  const { draw } = writer
  const { key } = tables[table]
  const rows = draw.list(1, 3, () => drawKey(draw, table))
  const [first] = key
  if (key.length === 1 && first !== undefined) {
    const isArray = writer.takesArrays && draw.chance(0.25)
    if (isArray) return `${column(first)} = ANY(${writer.value(rows.map((row) => row[first] ?? null))})`
    return `${column(first)} IN (${rows.map((row) => writer.value(row[first] ?? null)).join(', ')})`
  }
  const tuple = (row: (typeof rows)[number]): string =>
    `(${key.map((name) => writer.value(row[name] ?? null)).join(', ')})`
  // SQLite has no lists of rows.
  if (dialect !== 'sqlite' && draw.chance(0.5)) {
    return `(${key.map(column).join(', ')}) IN (${rows.map(tuple).join(', ')})`
  }
  return rows
    .map((row) => `(${key.map((name) => `${column(name)} = ${writer.value(row[name] ?? null)}`).join(' AND ')})`)
    .join(' OR ')
}

function either(writer: SqlWriter, table: TableName, column: Column): string {
  const terms = [byKey(writer, table, column), drawOther(writer, table, column)]
  // AND binds more tightly.
  return writer.draw.chance(0.5) ? terms.join(' OR ') : `(${terms.join(') OR (')})`
}

function byKeyAnd(writer: SqlWriter, table: TableName, column: Column): string {
  const key = byKey(writer, table, column)
  return `${key} AND (${drawOther(writer, table, column)})`
}

function plain(writer: SqlWriter, table: TableName, column: Column): string {
  const { draw } = writer
  const { texts, numbers } = tables[table]
  if (texts.length + numbers.length === 0) return byForeignKey(writer, table, column)
  const name = draw.pick([...texts, ...numbers])
  if (texts.includes(name)) return `${column(name)} = ${writer.value(drawPlainValue(draw, table, name) ?? 'n1')}`
  return draw.pick([`${column(name)} BETWEEN 0 AND 2`, `${column(name)} > 1`, `${column(name)} IS NULL`])
}

function byForeignKey(writer: SqlWriter, table: TableName, column: Column): string {
  const { draw } = writer
  const { foreignKeys } = tables[table]
  if (foreignKeys.length === 0) return byKey(writer, table, column)
  const foreignKey = draw.pick(foreignKeys)
  const target = drawTarget(draw, foreignKey)
  if (target === null) return `${column(foreignKey.column)} IS NULL`
  return `${column(foreignKey.column)} = ${writer.value(target)}`
}

function partOfKey(writer: SqlWriter, table: TableName, column: Column): string {
  const { draw } = writer
  const name = draw.pick(tables[table].key)
  const value = drawKeyValue(draw, name)
  const operator = draw.pick(['=', '>', '<>', '<='])
  return `${column(name)} ${operator} ${writer.value(value)}`
}

function not(writer: SqlWriter, table: TableName, column: Column): string {
  return `NOT (${byKey(writer, table, column)})`
}

function byExpression(writer: SqlWriter, table: TableName, column: Column): string {
  const [name = 'id'] = tables[table].key
  if (name === 'code') return `${column(name)} = LOWER('B')`
  return writer.draw.pick([`${column(name)} = 1 + 1`, `${column(name)} + 1 = 2`, `${column(name)} % 2 = 0`])
}

function byQuery(writer: SqlWriter, table: TableName, column: Column): string {
  const [name = 'id'] = tables[table].key
  if (name === 'code') return `EXISTS (SELECT 1 FROM ${writer.table('customers')} AS x WHERE x.id = 1)`
  // MySQL doesn't read the table that it writes.
  const other = table === 'bystanders' ? 'customers' : 'bystanders'
  return `${column(name)} IN (SELECT x.id FROM ${writer.table(other)} AS x WHERE x.id <= ${writer.value(drawId(writer.draw))})`
}

function byCase(_: SqlWriter, table: TableName, column: Column): string {
  const [name = 'id'] = tables[table].key
  const isFirst = `${column(name)} = ${name === 'code' ? "'a'" : '1'}`
  return `CASE WHEN ${isFirst} THEN 1 ELSE 0 END = 1`
}

const others: readonly Condition[] = [plain, plain, byForeignKey, partOfKey, not, byExpression, byQuery, byCase]

function drawOther(writer: SqlWriter, table: TableName, column: Column): string {
  return writer.draw.pick(others)(writer, table, column)
}
