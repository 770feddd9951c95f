import type { Draw } from '../../draw'
import { type Drawer, type Operation, dialect, write } from '../../operation'
import { tables, writableTables } from '../../tables'
import { drawCondition, drawWhere } from './conditions'
import { drawAlias, drawReturning } from './updates'
import { SqlWriter } from './writer'

function remove(draw: Draw): Operation {
  const writer = new SqlWriter(draw)
  const table = draw.pick(writableTables)
  // MariaDB 10 takes no alias here.
  const { alias, column } =
    dialect === 'mysql' ? { alias: '', column: (name: string) => writer.name(name) } : drawAlias(writer, table)
  const sql = writer.text(
    draw.pick(['DELETE FROM', 'delete from']),
    writer.table(table),
    alias,
    drawWhere(writer, table, column),
    dialect === 'mysql' && draw.chance(0.15) ? 'LIMIT 1' : '',
    dialect === 'mysql' && draw.chance(0.2) ? `RETURNING ${writer.name(tables[table].key[0] ?? 'id')}` : '',
    drawReturning(writer, table),
  )
  return writer.operation(sql, write('delete', table))
}

/** A DELETE that reads a second table. */
function removeWith(draw: Draw): Operation {
  const writer = new SqlWriter(draw)
  const table = draw.pick(writableTables)
  const condition = drawCondition(writer, table, (name) => `t.${writer.name(name)}`)
  const sql =
    dialect === 'mysql'
      ? writer.text(
          draw.pick(['DELETE t FROM', 'DELETE FROM t USING']),
          writer.table(table),
          `AS t JOIN ${writer.table('bystanders')} AS b ON b.id = 1`,
          `WHERE ${condition}`,
        )
      : writer.text(
          'DELETE FROM',
          writer.table(table),
          'AS t',
          dialect === 'postgres' ? `USING ${writer.table('bystanders')} AS b WHERE b.id = 1 AND (` : 'WHERE (',
          condition,
          ')',
        )
  return writer.operation(sql, write('delete', table))
}

export const deleteStatements: readonly (readonly [number, Drawer])[] = [
  [5, remove],
  [1, removeWith],
]
