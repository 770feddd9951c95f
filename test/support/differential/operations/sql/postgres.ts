import type { Draw } from '../../draw'
import { type Drawer, type Operation, type Write, dialect, write } from '../../operation'
import { type TableName, tables, writableTables } from '../../tables'
import { drawId } from '../../values'
import { drawAssignments } from './assignments'
import { drawCondition } from './conditions'
import { SqlWriter } from './writer'

/** A statement within another one. */
function drawPart(writer: SqlWriter, returning: boolean): { sql: string; writes: Write[]; table: TableName } {
  const { draw } = writer
  const table = draw.pick(writableTables)
  const column = (name: string): string => writer.name(name)
  const end = returning ? `RETURNING ${tables[table].key.map(column).join(', ')}` : ''
  if (draw.chance(0.4)) {
    const where = `WHERE ${drawCondition(writer, table, column)}`
    return { sql: writer.text('DELETE FROM', writer.table(table), where, end), writes: write('delete', table), table }
  }
  const { text, verb } = drawAssignments(writer, table, column)
  const where = `WHERE ${drawCondition(writer, table, column)}`
  return { sql: writer.text('UPDATE', writer.table(table), 'SET', text, where, end), writes: write(verb, table), table }
}

function writingQuery(draw: Draw): Operation {
  const writer = new SqlWriter(draw)
  const first = drawPart(writer, true)
  const keyword = draw.pick(['WITH', 'with'])
  if (draw.chance(0.5)) {
    const sql = writer.text(
      keyword,
      `${writer.name('changed')} AS (${first.sql})`,
      'SELECT * FROM',
      writer.name('changed'),
    )
    return writer.operation(sql, first.writes)
  }
  const second = drawPart(writer, draw.chance(0.5))
  const sql = writer.text(keyword, `changed AS MATERIALIZED (${first.sql})`, second.sql)
  return writer.operation(sql, [...first.writes, ...second.writes])
}

/** Several in one text: PostgreSQL does all of them or none. */
function several(draw: Draw): Operation {
  const writer = new SqlWriter(draw, false)
  const parts = draw.list(2, 3, () => drawPart(writer, false))
  const sql = parts.map((part) => part.sql).join(draw.pick([';', '; ', ';\n-- and\n']))
  return writer.operation(
    draw.chance(0.3) ? `${sql};` : sql,
    parts.flatMap((part) => part.writes),
    { isAtomic: false },
  )
}

function truncate(draw: Draw): Operation {
  const writer = new SqlWriter(draw)
  const names = draw.some(writableTables, 2)
  const sql = writer.text(
    draw.pick(['TRUNCATE', 'TRUNCATE TABLE', 'truncate table only']),
    names.map((name) => writer.table(name)).join(', '),
    draw.pick(['CASCADE', 'RESTART IDENTITY CASCADE', 'cascade', '']),
  )
  return writer.operation(sql, write('truncate', ...names))
}

function merge(draw: Draw): Operation {
  const writer = new SqlWriter(draw)
  const table = draw.pick(['customers', 'products', 'categories'] as const)
  const sql = writer.text(
    'MERGE INTO',
    writer.table(table),
    'AS t',
    `USING (SELECT ${writer.literal(drawId(draw))} AS id) AS s`,
    'ON t.id = s.id',
    draw.pick([
      "WHEN MATCHED THEN UPDATE SET name = 'merged'",
      'WHEN MATCHED THEN DELETE',
      "WHEN NOT MATCHED THEN INSERT (name) VALUES ('merged')",
      "WHEN MATCHED THEN UPDATE SET name = 'merged' WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, 'merged')",
    ]),
  )
  return writer.operation(sql, [...write('delete', table), ...write('rekey', table)])
}

export const postgresStatements: readonly (readonly [number, Drawer])[] =
  dialect === 'postgres'
    ? [
        [3, writingQuery],
        [3, several],
        [0.7, truncate],
        [0.7, merge],
      ]
    : []
