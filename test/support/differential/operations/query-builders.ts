import type { EntityManager, ObjectLiteral } from 'typeorm'
import type { Draw } from '../draw'
import { type Content, type Model, callText, drawContent, drawRow, models } from '../models'
import { type Drawer, type Operation, copy, dialect, operation, show, write } from '../operation'
import { tables } from '../tables'
import { drawId, drawKey } from '../values'

interface Finish {
  readonly text: string
  readonly isHeard: boolean
  readonly returning: string | string[] | undefined
  readonly isInTransaction: boolean
}

function drawFinish(draw: Draw, model: Model): Finish {
  const isHeard = draw.chance(0.6)
  const returning =
    dialect === 'postgres' && draw.chance(0.5) ? draw.pick(['*', [...tables[model.table].key]]) : undefined
  const isInTransaction = draw.chance(0.1)
  const text = [
    returning === undefined ? '' : `.returning(${show(returning)})`,
    isHeard ? '' : '.callListeners(false)',
    isInTransaction ? '.useTransaction(true)' : '',
  ].join('')
  return { text, isHeard, returning, isInTransaction }
}

interface Condition {
  readonly text: string
  readonly values: Content
}

/** Columns are not escaped where they stand behind no alias, so only those that need no quotes. */
function drawCondition(draw: Draw, model: Model): Condition | undefined {
  if (draw.chance(0.1)) return undefined
  const { key } = tables[model.table]
  if (key.includes('id')) {
    const kind = draw.integer(0, 3)
    if (kind === 0) return { text: 'id = :id', values: { id: drawId(draw) } }
    if (kind === 1) return { text: 'id IN (:...ids)', values: { ids: [drawId(draw), drawId(draw)] } }
    if (kind === 2) return { text: 'id > :id', values: { id: drawId(draw) } }
    return { text: '(id = :one OR id = :other)', values: { one: drawId(draw), other: drawId(draw) } }
  }
  const column = key.includes('code') ? 'code' : 'line'
  return { text: `${column} = :it`, values: { it: drawKey(draw, model.table)[column] } }
}

const pickModel = (draw: Draw): Model => draw.pick(models)

function update(draw: Draw): Operation {
  const model = pickModel(draw)
  const content = drawContent(draw, model)
  const where = drawCondition(draw, model)
  const finish = drawFinish(draw, model)
  return operation(
    `${callText('update', model)}.set(${show(content)})${conditionText(where)}${finish.text}.execute()`,
    write('update', model.table),
    (manager) => {
      const builder = manager.createQueryBuilder().update(model.target).set(copy(content))
      if (where) builder.where(where.text, copy<ObjectLiteral>(where.values))
      if (finish.returning !== undefined) builder.returning(finish.returning)
      return builder.callListeners(finish.isHeard).useTransaction(finish.isInTransaction).execute()
    },
    { opensTransaction: finish.isInTransaction },
  )
}

function remove(draw: Draw): Operation {
  const model = pickModel(draw)
  const where = drawCondition(draw, model)
  const finish = drawFinish(draw, model)
  return operation(
    `${callText('delete', model)}${conditionText(where)}${finish.text}.execute()`,
    write('delete', model.table),
    (manager) => {
      const builder = manager.createQueryBuilder().delete().from(model.target)
      if (where) builder.where(where.text, copy<ObjectLiteral>(where.values))
      if (finish.returning !== undefined) builder.returning(finish.returning)
      return builder.callListeners(finish.isHeard).useTransaction(finish.isInTransaction).execute()
    },
    { opensTransaction: finish.isInTransaction },
  )
}

function softDelete(draw: Draw): Operation {
  const model = models.find(({ name }) => name === 'Article') as Model
  const method = draw.pick(['softDelete', 'restore'] as const)
  const where = drawCondition(draw, model) ?? { text: 'id = :id', values: { id: 1 } }
  return operation(
    `${callText(method, model)}${conditionText(where)}.execute()`,
    write('update', model.table),
    (manager) => {
      const from = manager.createQueryBuilder().from(model.target, 'articles')
      return from[method]().where(where.text, copy<ObjectLiteral>(where.values)).execute()
    },
  )
}

function insert(draw: Draw): Operation {
  const model = pickModel(draw)
  const isKeyed = !tables[model.table].isGenerated || draw.chance(0.7)
  const rows = draw.list(1, draw.chance(0.6) ? 1 : 3, () => drawRow(draw, model, isKeyed))
  const finish = drawFinish(draw, model)
  const onConflict = draw.pick(['fail', 'ignore', 'update'] as const)
  const isUpdating = onConflict === 'update' && isKeyed
  const set = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => model.plain.includes(name))
  const conflict = !isUpdating || set.length === 0 ? '' : `.orUpdate(${show(set)}, ${show(tables[model.table].key)})`
  const ignore = onConflict === 'ignore' ? '.orIgnore()' : ''
  return operation(
    `${callText('insert', model)}.values(${show(rows)})${conflict}${ignore}${finish.text}.execute()`,
    write('update', model.table),
    (manager) => inserting(manager, model, rows, finish, conflict === '' ? [] : set, ignore !== '').execute(),
    // TypeORM on MySQL may miss the id of a row that was ignored, once others are there.
    { opensTransaction: finish.isInTransaction, isAtomic: ignore === '' },
  )
}

function inserting(
  manager: EntityManager,
  model: Model,
  rows: readonly Content[],
  finish: Finish,
  set: readonly string[],
  ignores: boolean,
) {
  const builder = manager
    .createQueryBuilder()
    .insert()
    .into(model.target)
    .values(copy<ObjectLiteral[]>([...rows]))
  if (set.length > 0) builder.orUpdate([...set], [...tables[model.table].key])
  if (ignores) builder.orIgnore()
  if (finish.returning !== undefined) builder.returning(finish.returning)
  return builder.callListeners(finish.isHeard).useTransaction(finish.isInTransaction)
}

function conditionText(where: Condition | undefined): string {
  return where ? `.where(${show(where.text)}, ${show(where.values)})` : ''
}

export const queryBuilderOperations: readonly (readonly [number, Drawer])[] = [
  [4, update],
  [3, remove],
  [1, softDelete],
  [4, insert],
]
