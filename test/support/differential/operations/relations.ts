import { type EntityManager, In, type ObjectLiteral } from 'typeorm'
import type { Draw } from '../draw'
import { Car } from '../entities'
import { type Content, type Model, callText, models } from '../models'
import { type Drawer, type Operation, type Write, copy, operation, show, write } from '../operation'
import { drawId, drawNumber, drawText } from '../values'

function modelNamed(name: string): Model {
  return models.find((model) => model.name === name) as Model
}

/** Lists and inverse sides: whom TypeORM writes then is not the entity that is saved. */
interface Side {
  readonly of: string
  readonly property: string
  readonly writes: readonly Write[]
  readonly value: (draw: Draw) => unknown
}

const idObject = (draw: Draw): Content => ({ id: drawId(draw) })
const list =
  (one: (draw: Draw) => Content) =>
  (draw: Draw): readonly Content[] =>
    uniqueById(draw.list(0, 3, () => one(draw)))

function uniqueById(rows: readonly Content[]): readonly Content[] {
  return [...new Map(rows.map((row, i) => [show(row['id'] ?? row['line'] ?? `new ${i}`), row])).values()]
}

const sides: readonly Side[] = [
  {
    of: 'Customer',
    property: 'orders',
    writes: write('update', 'customers', 'orders'),
    value: list((draw) =>
      draw.chance(0.3)
        ? { note: drawText(draw) }
        : { ...idObject(draw), ...(draw.chance(0.5) ? { note: 'kept' } : {}) },
    ),
  },
  {
    of: 'Order',
    property: 'lines',
    // Orphans are deleted.
    writes: [...write('update', 'orders'), ...write('delete', 'order_lines')],
    value: list((draw) => ({ line: draw.integer(1, 3), quantity: drawNumber(draw) })),
  },
  {
    of: 'Category',
    property: 'children',
    writes: write('update', 'categories'),
    value: list(idObject),
  },
  {
    of: 'Product',
    property: 'categories',
    writes: [...write('update', 'products'), ...write('delete', 'product_categories')],
    value: list(idObject),
  },
  {
    of: 'Category',
    property: 'products',
    writes: [...write('update', 'categories'), ...write('delete', 'product_categories')],
    value: list(idObject),
  },
  {
    of: 'Customer',
    property: 'profile',
    writes: write('update', 'customers', 'profiles'),
    value: (draw) => (draw.chance(0.25) ? null : idObject(draw)),
  },
]

function saveSide(draw: Draw): Operation {
  const side = draw.pick(sides)
  const model = modelNamed(side.of)
  const isNew = draw.chance(0.15)
  const row = { ...(isNew ? {} : idObject(draw)), [side.property]: side.value(draw) }
  const options = draw.chance(0.2) ? { listeners: false } : {}
  return operation(
    callText('save', model, row, options),
    side.writes,
    (manager) => manager.save(model.target, copy<ObjectLiteral>(row), copy(options)),
    { opensTransaction: true },
  )
}

/** As applications do it: the list that was loaded, without one, or with one more. */
function changeSide(draw: Draw): Operation {
  const side = draw.pick(sides.filter(({ property }) => property !== 'profile'))
  const model = modelNamed(side.of)
  const id = drawId(draw)
  const added = draw.chance(0.5) ? (side.value(draw) as readonly Content[]) : []
  return operation(
    `${callText('find', model, { id }, [side.property])}, drop one of ${side.property}, add ${show(added)} and save`,
    side.writes,
    async (manager) => {
      const found = await manager.findOne(model.target, { where: { id }, relations: { [side.property]: true } })
      if (!found) return
      const kept = (found[side.property] as ObjectLiteral[]).slice(1)
      await manager.save(Object.assign(found, { [side.property]: [...kept, ...copy(added)] }))
    },
    { opensTransaction: true },
  )
}

interface Relation {
  readonly of: string
  readonly property: string
  readonly isList: boolean
  readonly targetKey?: 'code'
  readonly writes: readonly Write[]
}

const relations: readonly Relation[] = [
  { of: 'Product', property: 'categories', isList: true, writes: write('delete', 'product_categories') },
  { of: 'Category', property: 'products', isList: true, writes: write('delete', 'product_categories') },
  { of: 'Customer', property: 'orders', isList: true, writes: write('update', 'orders') },
  { of: 'Category', property: 'children', isList: true, writes: write('update', 'categories') },
  { of: 'Order', property: 'customer', isList: false, writes: write('update', 'orders') },
  { of: 'Category', property: 'parent', isList: false, writes: write('update', 'categories') },
  { of: 'Profile', property: 'customer', isList: false, writes: write('update', 'profiles') },
  { of: 'Customer', property: 'profile', isList: false, writes: write('update', 'profiles') },
  { of: 'Article', property: 'author', isList: false, writes: write('update', 'articles') },
  { of: 'Car', property: 'owner', isList: false, writes: write('update', 'vehicles') },
]

/** The builder would write a column of cars in rows that are none, which is said not to be seen. */
async function idsOfCars(manager: EntityManager, ids: readonly number[]): Promise<number[]> {
  const cars = await manager.findBy(Car, { id: In([...ids]) })
  return cars.map(({ id }) => id)
}

function relate(draw: Draw): Operation {
  const relation = draw.pick(relations)
  const model = modelNamed(relation.of)
  // What can belong to one row only can't be given to several.
  const takesSeveral = relation.property !== 'profile' && !['orders', 'children'].includes(relation.property)
  const of = takesSeveral && draw.chance(0.3) ? [drawId(draw), drawId(draw)] : drawId(draw)
  const others = [...new Set(draw.list(1, 2, () => drawId(draw)))]
  const method = relation.isList ? draw.pick(['add', 'remove'] as const) : 'set'
  const one = draw.chance(0.25) ? null : drawId(draw)
  return operation(
    `relation(${model.name}, ${relation.property}).of(${show(of)}).${method}(${show(method === 'set' ? one : others)})`,
    relation.writes,
    async (manager) => {
      const rows = relation.of === 'Car' ? await idsOfCars(manager, [of].flat()) : of
      if (Array.isArray(rows) && rows.length === 0) return
      const builder = manager.createQueryBuilder().relation(model.target, relation.property).of(copy(rows))
      await (method === 'set' ? builder.set(one) : builder[method](copy(others)))
    },
    { isAtomic: false },
  )
}

export const relationOperations: readonly (readonly [number, Drawer])[] = [
  [5, saveSide],
  [4, changeSide],
  [4, relate],
]
