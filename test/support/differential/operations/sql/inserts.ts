import type { Draw } from '../../draw'
import { type Drawer, type Operation, type Write, dialect, write } from '../../operation'
import { type TableName, tables, writableTables } from '../../tables'
import { type Values, codes, drawKey, drawPlain, drawTarget, drawText } from '../../values'
import { drawReturning } from './updates'
import { SqlWriter } from './writer'

/** A row that could be inserted, without generated ids unless `isKeyed`. */
function drawNewRow(draw: Draw, table: TableName, isKeyed: boolean): Values {
  const { isGenerated, foreignKeys, key, fixed } = tables[table]
  const free = foreignKeys.filter(({ column }) => !key.includes(column))
  const referring = free.length > 0 && draw.chance(0.6) ? [draw.pick(free)] : []
  return {
    ...(isKeyed || !isGenerated ? drawKey(draw, table) : {}),
    ...drawPlain(draw, table),
    ...Object.fromEntries(referring.map((foreignKey) => [foreignKey.column, drawTarget(draw, foreignKey)])),
    ...fixed,
    ...referring[0]?.beside,
  }
}

/** The columns of all rows, and for each row a value, or `DEFAULT` where it has none. */
function spell(writer: SqlWriter, rows: readonly Values[]): { columns: string; values: string } | undefined {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  if (names.length === 0) return undefined
  const valueOf = (row: Values, name: string): string =>
    name in row ? writer.value(row[name] ?? null) : dialect === 'sqlite' ? 'NULL' : 'DEFAULT'
  return {
    columns: `(${names.map((name) => writer.name(name)).join(', ')})`,
    values: rows.map((row) => `(${names.map((name) => valueOf(row, name)).join(', ')})`).join(', '),
  }
}

function insert(draw: Draw): Operation {
  const writer = new SqlWriter(draw)
  const table = draw.pick(writableTables)
  const isKeyed = draw.chance(0.6)
  const count = draw.chance(0.6) ? 1 : 3
  // SQLite has no DEFAULT in VALUES.
  const first = drawNewRow(draw, table, isKeyed)
  const alike = (): Values => {
    const other = drawNewRow(draw, table, isKeyed)
    return Object.fromEntries(
      Object.entries(first).map(([name, value]) => [name, name in other ? (other[name] ?? null) : value]),
    )
  }
  const rows = [
    first,
    ...draw.list(0, count - 1, dialect === 'sqlite' ? alike : () => drawNewRow(draw, table, isKeyed)),
  ]
  const spelled = spell(writer, rows)
  const conflict = draw.chance(0.5) ? drawConflict(writer, table) : none
  const verb = dialect === 'mysql' && conflict === none && draw.chance(0.1) ? 'INSERT' : 'INSERT INTO'
  const sql = spelled
    ? writer.text(
        conflict.verb ?? verb,
        writer.table(table),
        spelled.columns,
        draw.pick(['VALUES', 'values']),
        spelled.values,
        conflict.clause,
        drawReturning(writer, table),
      )
    : writer.text('INSERT INTO', writer.table(table), dialect === 'mysql' ? '() VALUES ()' : 'DEFAULT VALUES')
  return writer.operation(sql, [...write('insert', table), ...conflict.writes(table)])
}

interface Conflict {
  readonly verb?: string
  readonly clause?: string
  readonly writes: (table: TableName) => Write[]
}

const none: Conflict = { writes: () => [] }

function drawConflict(writer: SqlWriter, table: TableName): Conflict {
  const { draw } = writer
  const { key, texts, numbers, foreignKeys } = tables[table]
  const replacing: Conflict = {
    verb: draw.pick(dialect === 'sqlite' ? ['INSERT OR REPLACE INTO', 'REPLACE INTO'] : ['REPLACE INTO', 'REPLACE']),
    writes: (name) => write('delete', name),
  }
  if (dialect === 'mysql' && draw.chance(0.3)) return { verb: 'INSERT IGNORE INTO', writes: () => [] }
  if (dialect === 'sqlite' && draw.chance(0.2)) return { verb: 'INSERT OR IGNORE INTO', writes: () => [] }
  if (dialect !== 'postgres' && draw.chance(0.4)) return replacing
  const free = foreignKeys.filter(({ column, beside }) => !key.includes(column) && !beside)
  const settable = [...texts, ...numbers, ...free.map(({ column }) => column)].filter(
    (name) => name !== 'note' || table !== 'settings',
  )
  // A row of settings may be met by its note, too.
  const target = table === 'settings' && draw.chance(0.5) ? ['note'] : key
  if (settable.length === 0) {
    return dialect === 'mysql' ? replacing : { clause: 'ON CONFLICT DO NOTHING', writes: () => [] }
  }
  const set = draw.some(settable, 2)
  const isRekeyed = draw.chance(0.1)
  const names = isRekeyed ? [...key.slice(0, 1), ...set] : set
  const writes = (name: TableName): Write[] => write(isRekeyed ? 'rekey' : 'update', name)
  if (dialect === 'mysql') {
    const assignments = names.map((name) => `${writer.name(name)} = VALUES(${writer.name(name)})`).join(', ')
    return { clause: `ON DUPLICATE KEY UPDATE ${assignments}`, writes }
  }
  const on = `ON CONFLICT (${target.map((name) => writer.name(name)).join(', ')})`
  if (draw.chance(0.25))
    return { clause: draw.chance(0.5) ? `${on} DO NOTHING` : 'ON CONFLICT DO NOTHING', writes: () => [] }
  const assignments = names.map((name) => `${writer.name(name)} = EXCLUDED.${writer.name(name)}`).join(', ')
  const where = draw.chance(0.15) ? ` WHERE ${writer.name(table)}.${writer.name(key[0] ?? 'id')} IS NOT NULL` : ''
  return { clause: `${on} DO UPDATE SET ${assignments}${where}`, writes }
}

/** Tables by which others can be filled: whose key they have, and the columns to fill. */
const copies = [
  { to: 'orders', columns: ['note', 'customerId'], from: 'customers', values: ['name', 'id'] },
  { to: 'articles', columns: ['title', 'authorId'], from: 'customers', values: ['name', 'id'] },
  { to: 'product_categories', columns: ['productId', 'categoryId'], from: 'categories', values: ['id', 'id'] },
  { to: 'order_lines', columns: ['orderId', 'line', 'productId'], from: 'products', values: ['id', 'id', 'id'] },
  { to: 'setting_uses', columns: ['place', 'settingCode'], from: 'settings', values: ['value', 'code'] },
  { to: 'customers', columns: ['name'], from: 'bystanders', values: ['name'] },
] as const

function insertSelect(draw: Draw): Operation {
  const writer = new SqlWriter(draw)
  const { to, columns, from, values } = draw.pick(copies)
  const select = `SELECT ${values.map((name) => `x.${writer.name(name)}`).join(', ')} FROM ${writer.table(from)} AS x`
  const key = tables[from].key[0] ?? 'id'
  const limit = from === 'settings' ? writer.literal('b') : writer.literal(draw.integer(1, 3))
  const sql = writer.text(
    'INSERT INTO',
    writer.table(to),
    `(${columns.map((name) => writer.name(name)).join(', ')})`,
    select,
    `WHERE x.${writer.name(key)} <= ${limit}`,
    drawReturning(writer, to),
  )
  return writer.operation(sql, write('insert', to))
}

/** What an INSERT meets is another row than it names: one with the same note. */
function insertMeeting(draw: Draw): Operation {
  const writer = new SqlWriter(draw)
  const row = { code: draw.pick(codes), note: draw.pick(['n1', 'n2', 'n3']), value: drawText(draw) }
  const spelled = spell(writer, [row])
  const value = writer.name('value')
  const clause =
    dialect === 'mysql'
      ? `ON DUPLICATE KEY UPDATE ${value} = VALUES(${value})`
      : `ON CONFLICT (${writer.name('note')}) DO UPDATE SET ${value} = EXCLUDED.${value}`
  const into = ['INSERT INTO', writer.table('settings'), spelled?.columns, 'VALUES', spelled?.values]
  return writer.operation(writer.text(...into, clause, drawReturning(writer, 'settings')), write('update', 'settings'))
}

function insertSet(draw: Draw): Operation {
  if (dialect !== 'mysql') return insert(draw)
  const writer = new SqlWriter(draw)
  const table = draw.pick(writableTables)
  const row = drawNewRow(draw, table, draw.chance(0.6))
  if (Object.keys(row).length === 0) return insert(draw)
  const isReplacing = draw.chance(0.4)
  const sql = writer.text(
    isReplacing ? 'REPLACE INTO' : 'INSERT INTO',
    writer.table(table),
    'SET',
    Object.entries(row)
      .map(([name, value]) => `${writer.name(name)} = ${writer.value(value)}`)
      .join(', '),
  )
  return writer.operation(sql, write(isReplacing ? 'delete' : 'insert', table))
}

export const insertStatements: readonly (readonly [number, Drawer])[] = [
  [7, insert],
  [1, insertSelect],
  [1, insertMeeting],
  [0.5, insertSet],
]
