import type { Draw } from '../../draw'
import { type Drawer, type Operation, dialect, write } from '../../operation'
import { type TableName, tables, writableTables } from '../../tables'
import { drawId } from '../../values'
import { drawAssignments } from './assignments'
import { type Column, drawCondition, drawWhere } from './conditions'
import { SqlWriter } from './writer'

/** How a statement calls its table, and so how it may call the columns. */
export function drawAlias(writer: SqlWriter, table: TableName): { alias: string; column: Column } {
  const { draw } = writer
  if (!draw.chance(0.3)) {
    const isQualified = draw.chance(0.2)
    return { alias: '', column: (name) => (isQualified ? `${writer.name(table)}.` : '') + writer.name(name) }
  }
  const alias = draw.pick(['t', 'set_', 'x1'])
  const isAlways = draw.chance(0.7)
  return {
    alias: draw.chance(0.7) || dialect === 'sqlite' ? `AS ${alias}` : alias,
    column: (name) => (isAlways ? `${writer.name(alias)}.` : '') + writer.name(name),
  }
}

function update(draw: Draw): Operation {
  const writer = new SqlWriter(draw)
  const table = draw.pick(writableTables)
  const { alias, column } = drawAlias(writer, table)
  const { text, verb } = drawAssignments(writer, table, (name) => writer.name(name))
  const modifier =
    dialect === 'sqlite' && draw.chance(0.1)
      ? draw.pick(['OR IGNORE', 'OR REPLACE'])
      : dialect === 'mysql' && draw.chance(0.1)
        ? 'IGNORE'
        : ''
  const only = dialect === 'postgres' && draw.chance(0.1) ? 'ONLY' : ''
  const sql = writer.text(
    draw.pick(['UPDATE', 'update']),
    modifier,
    only,
    writer.table(table),
    alias,
    draw.pick(['SET', 'set']),
    text,
    drawWhere(writer, table, column),
    dialect === 'mysql' && draw.chance(0.15) ? 'LIMIT 1' : '',
    drawReturning(writer, table),
  )
  // What is replaced is deleted.
  const writes = write(verb, table).concat(modifier === 'OR REPLACE' ? write('delete', table) : [])
  return writer.operation(sql, writes)
}

/** An UPDATE that reads a second table. */
function updateFrom(draw: Draw): Operation {
  const writer = new SqlWriter(draw)
  const table = draw.pick(writableTables.filter((name) => tables[name].foreignKeys.length > 0))
  const name = (column: string): string => `t.${writer.name(column)}`
  if (dialect === 'mysql') {
    const join = `JOIN ${writer.table('bystanders')} b ON b.id <= ${writer.value(drawId(draw))}`
    const { text, verb } = drawAssignments(writer, table, name)
    const where = `WHERE ${drawCondition(writer, table, name)}`
    return writer.operation(
      writer.text('UPDATE', writer.table(table), 't', join, 'SET', text, where),
      write(verb, table),
    )
  }
  const { text, verb } = drawAssignments(writer, table, (column) => writer.name(column), name)
  const from = `FROM ${writer.table('bystanders')} AS b`
  const where = `WHERE b.id = 1 AND (${drawCondition(writer, table, name)})`
  const sql = writer.text('UPDATE', writer.table(table), 'AS t', 'SET', text, from, where)
  return writer.operation(sql, write(verb, table))
}

export function drawReturning(writer: SqlWriter, table: TableName): string {
  if (dialect === 'mysql' || !writer.draw.chance(0.3)) return ''
  const { key } = tables[table]
  return `RETURNING ${writer.draw.pick(['*', ...key.map((name) => writer.name(name))])}`
}

export const updateStatements: readonly (readonly [number, Drawer])[] = [
  [10, update],
  [1, updateFrom],
]
