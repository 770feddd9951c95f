/** What the fixture is, said apart from TypeORM: what the library makes of its metadata is to be compared with this. */
export interface Table {
  readonly key: readonly string[]
  readonly isGenerated: boolean
  readonly texts: readonly string[]
  readonly numbers: readonly string[]
  readonly foreignKeys: readonly ForeignKey[]
  /** What a new row must have besides. */
  readonly fixed?: Readonly<Record<string, string>>
}

export interface ForeignKey {
  readonly column: string
  readonly target: TableName
  /** What the database does to the row when the one that it refers to is deleted. */
  readonly onDelete?: 'CASCADE' | 'SET NULL'
  /** What it does when that one's key changes. */
  readonly onUpdate?: 'CASCADE'
  /** What a row that refers to one by it must be: rows of one entity have no values in the columns of its sisters. */
  readonly beside?: Readonly<Record<string, string | null>>
}

/** Those that others must not outlive come first. */
export const tableNames = [
  'customers',
  'profiles',
  'products',
  'orders',
  'order_lines',
  'categories',
  'product_categories',
  'settings',
  'setting_uses',
  'articles',
  'vehicles',
  'bystanders',
] as const

export type TableName = (typeof tableNames)[number]

const generated = { key: ['id'], isGenerated: true, texts: ['name'], numbers: [], foreignKeys: [] }

export const tables: Readonly<Record<TableName, Table>> = {
  customers: generated,
  profiles: {
    ...generated,
    texts: ['bio'],
    foreignKeys: [{ column: 'customerId', target: 'customers', onDelete: 'SET NULL' }],
  },
  orders: { ...generated, texts: ['note'], foreignKeys: [{ column: 'customerId', target: 'customers' }] },
  order_lines: {
    key: ['orderId', 'line'],
    isGenerated: false,
    texts: [],
    numbers: ['quantity'],
    foreignKeys: [
      { column: 'orderId', target: 'orders', onDelete: 'CASCADE' },
      { column: 'productId', target: 'products' },
    ],
  },
  products: { ...generated, numbers: ['price'] },
  categories: { ...generated, foreignKeys: [{ column: 'parentId', target: 'categories', onDelete: 'SET NULL' }] },
  product_categories: {
    key: ['productId', 'categoryId'],
    isGenerated: false,
    texts: [],
    numbers: [],
    foreignKeys: [
      { column: 'productId', target: 'products', onDelete: 'CASCADE', onUpdate: 'CASCADE' },
      { column: 'categoryId', target: 'categories', onDelete: 'CASCADE', onUpdate: 'CASCADE' },
    ],
  },
  settings: { key: ['code'], isGenerated: false, texts: ['value', 'note'], numbers: [], foreignKeys: [] },
  setting_uses: {
    ...generated,
    texts: ['place'],
    foreignKeys: [{ column: 'settingCode', target: 'settings', onDelete: 'SET NULL', onUpdate: 'CASCADE' }],
  },
  articles: {
    ...generated,
    texts: ['title'],
    foreignKeys: [{ column: 'authorId', target: 'customers', onDelete: 'SET NULL' }],
  },
  vehicles: {
    ...generated,
    numbers: ['doors', 'load'],
    fixed: { type: 'Car' },
    foreignKeys: [
      { column: 'ownerId', target: 'customers', onDelete: 'SET NULL', beside: { type: 'Car', depotId: null } },
      { column: 'depotId', target: 'categories', onDelete: 'SET NULL', beside: { type: 'Truck', ownerId: null } },
    ],
  },
  bystanders: generated,
}

/** Those that operations write. */
export const writableTables = tableNames.filter((name) => name !== 'bystanders')
