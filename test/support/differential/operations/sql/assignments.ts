import { type Verb, dialect } from '../../operation'
import { type TableName, tables } from '../../tables'
import { drawKeyValue, drawPlainValue, drawTarget } from '../../values'
import type { Column } from './conditions'
import type { SqlWriter } from './writer'

export interface Assignments {
  readonly text: string
  readonly verb: Verb
}

/**
 * What an UPDATE sets: texts and numbers, foreign keys, the primary key.
 * @param read spells a column in an expression
 */
export function drawAssignments(writer: SqlWriter, table: TableName, column: Column, read = column): Assignments {
  const { draw } = writer
  const { key, texts, numbers, foreignKeys } = tables[table]
  const free = foreignKeys.filter((foreignKey) => !key.includes(foreignKey.column))
  const foreignKey = free.length > 0 ? draw.pick(free) : undefined
  const choice = [...texts, ...numbers, ...(foreignKey ? [foreignKey.column] : [])]
  const isRekeyed = draw.chance(0.12) || choice.length === 0
  const names = isRekeyed ? [draw.pick(key)] : draw.some(choice, 2)
  const pairs = names.map((name) => [column(name), drawValue(writer, table, name, read)] as const)
  const beside = Object.entries((foreignKey && names.includes(foreignKey.column) && foreignKey.beside) || {})
  const all = [...pairs, ...beside.map(([name, value]) => [column(name), writer.value(value)] as const)]
  return { text: spell(writer, all), verb: isRekeyed ? 'rekey' : 'update' }
}

function spell({ draw }: SqlWriter, pairs: readonly (readonly [string, string])[]): string {
  if (dialect === 'mysql' || pairs.length === 1 || draw.chance(0.8)) {
    return pairs.map((pair) => pair.join(draw.pick(['=', ' = ']))).join(', ')
  }
  return `(${pairs.map(([name]) => name).join(', ')}) = (${pairs.map(([, value]) => value).join(', ')})`
}

function drawValue(writer: SqlWriter, table: TableName, name: string, read: Column): string {
  const { draw } = writer
  const { key, numbers, foreignKeys } = tables[table]
  const foreignKey = foreignKeys.find((one) => one.column === name)
  if (key.includes(name)) {
    return name !== 'code' && draw.chance(0.3) ? `${read(name)} + 10` : writer.value(drawKeyValue(draw, name))
  }
  if (foreignKey) {
    // MySQL doesn't read the table that it writes.
    const isQuery = foreignKey.target !== table && draw.chance(0.1)
    return isQuery ? leastOf(writer, foreignKey.target) : writer.value(drawTarget(draw, foreignKey))
  }
  if (numbers.includes(name) && draw.chance(0.3)) return `${read(name)} + 1`
  return writer.value(drawPlainValue(draw, table, name))
}

function leastOf(writer: SqlWriter, table: TableName): string {
  return `(SELECT MIN(x.${writer.name(tables[table].key[0] ?? 'id')}) FROM ${writer.table(table)} AS x)`
}
