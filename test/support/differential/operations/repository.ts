import type { EntityManager, ObjectLiteral, SaveOptions } from 'typeorm'
import type { Draw } from '../draw'
import { type Content, type Model, callText, drawContent, drawCriteria, drawRow, models } from '../models'
import { type Drawer, type Operation, copy, dialect, operation, write } from '../operation'
import { tables } from '../tables'
import { drawId, drawNumber } from '../values'

/** What `EntityManager` finds rows by. */
type Criteria = Parameters<EntityManager['delete']>[1]

const pickModel = (draw: Draw): Model => draw.pick(models)
const hasKey = (draw: Draw, { table }: Model): boolean => !tables[table].isGenerated || draw.chance(0.7)

const saveOptions: readonly SaveOptions[] = [
  {},
  {},
  {},
  { listeners: false },
  { transaction: false },
  { reload: false },
  { chunk: 1 },
  { listeners: false, transaction: false },
]

function save(draw: Draw): Operation {
  const model = pickModel(draw)
  const rows = draw.list(1, draw.chance(0.6) ? 1 : 3, () => drawRow(draw, model, hasKey(draw, model)))
  const options = draw.pick(saveOptions)
  return operation(
    callText('save', model, rows, options),
    write('update', model.table),
    (manager) => manager.save(model.target, copy<ObjectLiteral[]>(rows), copy(options)),
    { opensTransaction: options.transaction !== false, isAtomic: options.transaction !== false },
  )
}

/** As applications do it: find, change, save. */
function findAndSave(draw: Draw): Operation {
  const model = pickModel(draw)
  const id = drawRow(draw, model)
  const where = keyIn(model, id)
  const content = drawContent(draw, model)
  const relations = draw.chance(0.5) ? Object.fromEntries(model.owning.map(({ property }) => [property, true])) : {}
  return operation(
    `${callText('find', model, where, relations)} and save ${JSON.stringify(content)}`,
    write('update', model.table),
    async (manager) => {
      const found = await manager.findOne(model.target, { where: copy(where), relations })
      if (found) await manager.save(Object.assign(found, copy(content)))
    },
    { opensTransaction: true },
  )
}

function insert(draw: Draw): Operation {
  const model = pickModel(draw)
  const isKeyed = hasKey(draw, model)
  const rows = draw.list(1, draw.chance(0.6) ? 1 : 3, () => drawRow(draw, model, isKeyed))
  return operation(callText('insert', model, rows), write('insert', model.table), (manager) =>
    manager.insert(model.target, copy<ObjectLiteral[]>(rows)),
  )
}

function update(draw: Draw): Operation {
  const model = pickModel(draw)
  const criteria = drawCriteria(draw, model)
  const isRekeyed = draw.chance(0.15)
  const content = isRekeyed ? { ...drawRow(draw, model) } : drawContent(draw, model)
  return operation(
    callText('update', model, criteria, content),
    write(isRekeyed ? 'rekey' : 'update', model.table),
    (manager) => manager.update(model.target, copy(criteria) as Criteria, copy<ObjectLiteral>(content)),
  )
}

const upserts: readonly { name: string; conflict: readonly string[] }[] = [
  { name: 'Setting', conflict: ['code'] },
  // What is found by its note gets the code of the row that was not inserted.
  { name: 'Setting', conflict: ['note'] },
  { name: 'Product', conflict: ['id'] },
  { name: 'Order', conflict: ['id'] },
  { name: 'OrderLine', conflict: ['orderId', 'line'] },
]

function upsert(draw: Draw): Operation {
  const { name, conflict } = draw.pick(upserts)
  const model = models.find((one) => one.name === name) as Model
  const rows = draw.list(1, draw.chance(0.6) ? 1 : 3, () => drawRow(draw, model))
  const skipUpdateIfNoValuesChanged = dialect === 'postgres' && draw.chance(0.3)
  return operation(
    callText('upsert', model, rows, conflict, skipUpdateIfNoValuesChanged),
    // TypeORM also sets the columns by which it finds conflicts.
    write('rekey', model.table),
    (manager) =>
      manager.upsert(model.target, copy<ObjectLiteral[]>(rows), {
        conflictPaths: [...conflict],
        ...(skipUpdateIfNoValuesChanged ? { skipUpdateIfNoValuesChanged } : {}),
      }),
  )
}

function remove(draw: Draw): Operation {
  const model = pickModel(draw)
  const criteria = drawCriteria(draw, model)
  return operation(callText('delete', model, criteria), write('delete', model.table), (manager) =>
    manager.delete(model.target, copy(criteria) as Criteria),
  )
}

const article = models.find(({ name }) => name === 'Article') as Model

function softDelete(draw: Draw): Operation {
  const method = draw.pick(['softDelete', 'restore'] as const)
  const criteria = drawCriteria(draw, article)
  return operation(callText(method, article, criteria), write('update', article.table), (manager) =>
    manager[method](article.target, copy(criteria) as Criteria),
  )
}

function softRemove(draw: Draw): Operation {
  const method = draw.pick(['softRemove', 'recover'] as const)
  const id = drawId(draw)
  const relations = draw.chance(0.5) ? { author: true } : {}
  return operation(
    `find(Article, ${id}, ${JSON.stringify(relations)}) and ${method}`,
    write('update', article.table),
    async (manager) => {
      const found = await manager.find(article.target, { where: { id }, withDeleted: true, relations })
      if (found.length > 0) await manager[method](found)
    },
    { opensTransaction: true },
  )
}

function removeEntities(draw: Draw): Operation {
  const model = pickModel(draw)
  const wheres = draw.list(1, 2, () => keyIn(model, drawRow(draw, model)))
  const isFound = draw.chance(0.6)
  const options = draw.pick(saveOptions)
  return operation(
    `${isFound ? 'find and ' : ''}${callText('remove', model, wheres, options)}`,
    write('delete', model.table),
    async (manager) => {
      const entities = isFound
        ? await manager.find(model.target, { where: copy<ObjectLiteral[]>(wheres) })
        : wheres.map((where) => manager.create(model.target, copy<ObjectLiteral>(where)))
      if (entities.length > 0) await manager.remove(entities, copy(options))
    },
    { opensTransaction: true, isAtomic: options.transaction !== false },
  )
}

function keyIn({ table }: Model, row: Content): Content {
  return Object.fromEntries(tables[table].key.map((column) => [column, row[column]]))
}

const counted = [
  { name: 'Product', property: 'price' },
  { name: 'OrderLine', property: 'quantity' },
] as const

function increment(draw: Draw): Operation {
  const { name, property } = draw.pick(counted)
  const model = models.find((one) => one.name === name) as Model
  const method = draw.pick(['increment', 'decrement'] as const)
  const where = draw.chance(0.7) ? keyIn(model, drawRow(draw, model)) : { [property]: drawNumber(draw) }
  return operation(callText(method, model, where, property), write('update', model.table), (manager) =>
    manager[method](model.target, copy<ObjectLiteral>(where), property, 1),
  )
}

function clear(draw: Draw): Operation {
  const model = pickModel(draw)
  // SQLite has no TRUNCATE.
  const verb = dialect === 'sqlite' ? 'delete' : 'truncate'
  return operation(
    callText('clear', model),
    // PostgreSQL and MySQL refuse it where others refer to the table.
    write(verb, model.table),
    (manager) => manager.clear(model.target),
    { commits: dialect === 'mysql' },
  )
}

export const repositoryOperations: readonly (readonly [number, Drawer])[] = [
  [6, save],
  [3, findAndSave],
  [4, insert],
  [6, update],
  [4, upsert],
  [4, remove],
  [2, softDelete],
  [1, softRemove],
  [3, removeEntities],
  [2, increment],
  [0.4, clear],
]
