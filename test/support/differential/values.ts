import type { Draw } from './draw'
import { type ForeignKey, type TableName, tables } from './tables'

/** Few enough that operations meet each other's rows. Not all of these rows exist. */
export const ids = [1, 2, 3, 4, 5, 6] as const

export const codes = ['a', 'b', 'c', 'd', 'e', 'B'] as const

const lines = [1, 2, 3] as const

export type Scalar = string | number | null

export type Values = Readonly<Record<string, Scalar>>

export function drawId(draw: Draw): number {
  // Mostly of rows that exist.
  return draw.chance(0.75) ? draw.integer(1, 4) : draw.pick(ids)
}

export function drawText(draw: Draw): string {
  return draw.pick(['a', 'b', "it's", 'UPDATE', '', '--'])
}

export function drawNumber(draw: Draw): number {
  return draw.integer(0, 3)
}

/** A value of a column of the primary key. */
export function drawKeyValue(draw: Draw, column: string): Scalar {
  if (column === 'code') return draw.pick(codes)
  return column === 'line' ? draw.pick(lines) : drawId(draw)
}

export function drawKey(draw: Draw, table: TableName): Values {
  return Object.fromEntries(tables[table].key.map((column) => [column, drawKeyValue(draw, column)]))
}

export function drawTarget(draw: Draw, { target, column }: ForeignKey): Scalar {
  if (column !== 'orderId' && draw.chance(0.25)) return null
  return target === 'settings' ? draw.pick(codes) : drawId(draw)
}

/** Texts and numbers of a row. */
export function drawPlain(draw: Draw, table: TableName, most = 2): Values {
  const { texts, numbers } = tables[table]
  const columns = [...texts, ...numbers]
  if (columns.length === 0) return {}
  return Object.fromEntries(draw.some(columns, most).map((column) => [column, drawPlainValue(draw, table, column)]))
}

export function drawPlainValue(draw: Draw, table: TableName, column: string): Scalar {
  if (tables[table].numbers.includes(column)) return drawNumber(draw)
  if (column !== 'note' || table !== 'settings') return drawText(draw)
  // It is unique.
  return draw.chance(0.3) ? null : draw.pick(['n1', 'n2', 'n3', 'n4'])
}
