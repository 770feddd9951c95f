import type { DataSource } from 'typeorm'
import { dialect } from './operation'
import { type TableName, tableNames, tables } from './tables'

/** By table: columns, and the values of rows, as SQL. */
const content: readonly (readonly [TableName, columns: string, rows: string])[] = [
  ['customers', 'id, name', `(1, 'a'), (2, 'b'), (3, 'a'), (4, 'c')`],
  ['profiles', 'id, bio, customerId', `(1, 'a', 1), (2, 'b', 2), (3, 'c', NULL)`],
  ['orders', 'id, note, customerId', `(1, 'a', 1), (2, 'b', 1), (3, 'a', 2), (4, 'c', NULL)`],
  ['products', 'id, name, price', `(1, 'a', 1), (2, 'b', 2), (3, 'c', 3), (4, 'a', 0)`],
  ['order_lines', 'orderId, line, quantity, productId', '(1, 1, 1, 1), (1, 2, 2, 2), (2, 1, 1, 1), (3, 1, 3, NULL)'],
  ['categories', 'id, name, parentId', `(1, 'a', NULL), (2, 'b', 1), (3, 'c', 2), (4, 'a', NULL)`],
  ['product_categories', 'productId, categoryId', '(1, 1), (1, 2), (2, 2), (3, 3)'],
  ['settings', 'code, value, note', `('a', 'a', 'n1'), ('b', 'b', 'n2'), ('c', 'a', NULL), ('d', '', NULL)`],
  ['setting_uses', 'id, place, settingCode', `(1, 'a', 'a'), (2, 'b', 'a'), (3, 'c', 'b')`],
  [
    'articles',
    'id, title, authorId, deletedAt',
    `(1, 'a', 1, NULL), (2, 'b', 1, '2020-01-01 00:00:00'), (3, 'c', 2, NULL)`,
  ],
  [
    'vehicles',
    'id, name, type, doors, ownerId, load, depotId',
    `(1, 'a', 'Car', 2, 1, NULL, NULL), (2, 'b', 'Truck', NULL, NULL, 3, 1), (3, 'c', 'Car', 4, 2, NULL, NULL), (4, 'd', 'Vehicle', NULL, NULL, NULL, NULL)`,
  ],
  ['bystanders', 'id, name', `(1, 'a'), (2, 'b')`],
]

/**
 * To be called once. MySQL takes long to have a table count its ids anew, so there they go on from round to round, far
 * from those that operations name.
 */
export async function prepare(dataSource: DataSource): Promise<void> {
  if (dialect !== 'mysql') return
  for (const table of generated) await dataSource.query(`ALTER TABLE ${table} AUTO_INCREMENT = 1000`)
}

/** Empties all tables and fills them with the same rows again. */
export async function fill(dataSource: DataSource): Promise<void> {
  const statements = [
    ...[...tableNames].reverse().map((table) => `DELETE FROM ${table}`),
    ...generated.flatMap(restart),
    ...content.map(
      ([table, columns, rows]) => `INSERT INTO ${table} (${columns.split(', ').map(quoted).join(', ')}) VALUES ${rows}`,
    ),
  ]
  if (dialect === 'postgres') await dataSource.query(statements.join('; '))
  else {
    await dataSource.transaction(async (manager) => {
      for (const statement of statements) await manager.query(statement)
    })
  }
}

/** Has the database give ids from 5 on. */
function restart(table: TableName): string[] {
  if (dialect === 'mysql') return []
  return [
    dialect === 'postgres'
      ? `ALTER SEQUENCE ${table}_id_seq RESTART WITH 5`
      : `DELETE FROM sqlite_sequence WHERE name = '${table}'`,
  ]
}

const generated = tableNames.filter((table) => tables[table].isGenerated)

export function quoted(name: string): string {
  return dialect === 'mysql' ? `\`${name}\`` : `"${name}"`
}
