import { type Alkey, GLOBAL, type KeyPart, ref } from '../../../src'
import * as entities from './entities'
import { type TableName, tableNames, tables } from './tables'
import { type Scalar, codes } from './values'

/** Tokens by identifier. */
export type Tokens = ReadonlyMap<string, string>

/** Also rows that don't exist (yet). */
const watchedIds = [1, 2, 3, 4, 5, 6, 7, 8]

const targets: Readonly<Record<Exclude<TableName, 'product_categories'>, abstract new () => object>> = {
  customers: entities.Customer,
  profiles: entities.Profile,
  orders: entities.Order,
  order_lines: entities.OrderLine,
  products: entities.Product,
  categories: entities.Category,
  settings: entities.Setting,
  setting_uses: entities.SettingUse,
  articles: entities.Article,
  vehicles: entities.Vehicle,
  bystanders: entities.Bystander,
}

/** Tells what the identifiers of rows and tables are, and reads the tokens of all that are watched. */
export class Watch {
  readonly #alkey: Alkey
  readonly #parts: readonly KeyPart[]
  readonly #known = new Map<string, string>()
  #bumped = new Set<string>()
  #errors: unknown[] = []

  constructor(alkey: Alkey) {
    this.#alkey = alkey
    const rows = tableNames.flatMap((table) => watchedKeys(table).map((key) => this.row(table, key)))
    this.#parts = [GLOBAL, ...rows, ...tableNames.flatMap((table) => [this.table(table), `alkey:${table}#~`])]
    alkey.on('bumped', ({ identifiers }) => {
      for (const identifier of identifiers) this.#bumped.add(identifier)
    })
    alkey.on('error', ({ error }) => this.#errors.push(error))
  }

  /** The identifier of a row. */
  row(table: TableName, key: readonly Scalar[]): string {
    const name = JSON.stringify([table, key])
    let identifier = this.#known.get(name)
    if (identifier === undefined) this.#known.set(name, (identifier = this.#identifierOf(table, key)))
    return identifier
  }

  table(table: TableName): string {
    return `alkey:${table}#*`
  }

  async read(): Promise<Tokens> {
    const { parts, cacheable, reason } = await this.#alkey.keyGenerator.explain(...this.#parts)
    if (!cacheable) throw new Error(`Keys are uncacheable after a step (${String(reason)}).`)
    return new Map(parts.map(({ identifier, token }) => [identifier ?? '', token ?? '']))
  }

  /** What was bumped since the last time. */
  takeBumped(): ReadonlySet<string> {
    const bumped = this.#bumped
    this.#bumped = new Set()
    return bumped
  }

  /** What has failed beside a write since the last time. */
  takeErrors(): readonly unknown[] {
    return this.#errors.splice(0)
  }

  #identifierOf(table: TableName, key: readonly Scalar[]): string {
    if (table === 'product_categories') return `alkey:${table}#${key.join(',')}`
    const id = Object.fromEntries(tables[table].key.map((column, i) => [column, key[i]]))
    return this.#alkey.identifier(ref(targets[table], id))
  }
}

function watchedKeys(table: TableName): readonly (readonly Scalar[])[] {
  switch (table) {
    case 'settings':
      return codes.map((code) => [code])
    case 'order_lines':
      return watchedIds.flatMap((id) => [1, 2, 3].map((line) => [id, line]))
    case 'product_categories':
      return watchedIds.slice(0, 4).flatMap((product) => [1, 2, 3, 4].map((category) => [product, category]))
    default:
      return watchedIds.map((id) => [id])
  }
}
