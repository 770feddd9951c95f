import type { EntityTarget, ObjectLiteral } from 'typeorm'
import type { Draw } from './draw'
import * as entities from './entities'
import { show } from './operation'
import type { TableName } from './tables'
import { type Scalar, codes, drawId, drawKey, drawPlainValue } from './values'

/** How TypeORM sees rows of a table. */
export interface Model {
  readonly name: string
  readonly target: EntityTarget<ObjectLiteral>
  readonly table: TableName
  readonly plain: readonly string[]
  /** Relations with the foreign key on this side. */
  readonly owning: readonly OwningRelation[]
}

interface OwningRelation {
  readonly property: string
  readonly targetKey: 'id' | 'code'
  /** The foreign key is a property, and written through it. */
  readonly column?: string
}

const to = (property: string, targetKey: 'id' | 'code' = 'id'): OwningRelation => ({ property, targetKey })

export const models: readonly Model[] = [
  { name: 'Customer', target: entities.Customer, table: 'customers', plain: ['name'], owning: [] },
  { name: 'Profile', target: entities.Profile, table: 'profiles', plain: ['bio'], owning: [to('customer')] },
  { name: 'Order', target: entities.Order, table: 'orders', plain: ['note'], owning: [to('customer')] },
  {
    name: 'OrderLine',
    target: entities.OrderLine,
    table: 'order_lines',
    plain: ['quantity'],
    owning: [{ property: 'product', targetKey: 'id', column: 'productId' }],
  },
  { name: 'Product', target: entities.Product, table: 'products', plain: ['name', 'price'], owning: [] },
  { name: 'Category', target: entities.Category, table: 'categories', plain: ['name'], owning: [to('parent')] },
  { name: 'Setting', target: entities.Setting, table: 'settings', plain: ['value', 'note'], owning: [] },
  {
    name: 'SettingUse',
    target: entities.SettingUse,
    table: 'setting_uses',
    plain: ['place'],
    owning: [to('setting', 'code')],
  },
  { name: 'Article', target: entities.Article, table: 'articles', plain: ['title'], owning: [to('author')] },
  { name: 'Car', target: entities.Car, table: 'vehicles', plain: ['name', 'doors'], owning: [to('owner')] },
  { name: 'Truck', target: entities.Truck, table: 'vehicles', plain: ['name', 'load'], owning: [to('depot')] },
  { name: 'Vehicle', target: entities.Vehicle, table: 'vehicles', plain: ['name'], owning: [] },
]

export type Content = Readonly<Record<string, unknown>>

/** Values for some properties, at least one: texts, numbers, and whom the row belongs to. */
export function drawContent(draw: Draw, model: Model): Content {
  const plain = draw.some(model.plain).map((name) => [name, drawPlainValue(draw, model.table, name)] as const)
  const owning = model.owning.filter(() => draw.chance(0.5)).map((relation) => drawRelation(draw, relation))
  return Object.fromEntries(owning.length > 0 && draw.chance(0.5) ? owning : [...plain, ...owning])
}

function drawRelation(draw: Draw, { property, targetKey, column }: OwningRelation): readonly [string, unknown] {
  const value: Scalar = draw.chance(0.25) ? null : targetKey === 'code' ? draw.pick(codes) : drawId(draw)
  if (column !== undefined && draw.chance(0.5)) return [column, value]
  return [property, value === null ? null : { [targetKey]: value }]
}

/** A key and some content. */
export function drawRow(draw: Draw, model: Model, hasKey = true): Content {
  return { ...(hasKey ? drawKey(draw, model.table) : {}), ...drawContent(draw, model) }
}

/** What `update`, `delete` and the like find rows by: an id, several, or something else. */
export function drawCriteria(draw: Draw, model: Model): Content | Scalar | readonly (Content | Scalar)[] {
  const isObject = draw.chance(0.3)
  const key = (): Content | Scalar => {
    const values = drawKey(draw, model.table)
    const [first, ...others] = Object.values(values)
    return others.length > 0 || isObject ? values : (first ?? null)
  }
  const kind = draw.integer(0, 9)
  if (kind < 5) return key()
  if (kind < 7) return draw.list(1, 3, key)
  const name = draw.pick(model.plain)
  const plain = { [name]: drawPlainValue(draw, model.table, name) ?? '' }
  return kind === 7 ? { ...drawKey(draw, model.table), ...plain } : plain
}

export function callText(method: string, model: Model, ...args: readonly unknown[]): string {
  return `${method}(${[model.name, ...args.filter((arg) => arg !== undefined).map(show)].join(', ')})`
}
