import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm'
import type { Draw } from '../differential/draw'
import { oddKeys } from './entities'

export interface Write {
  readonly text: string
  readonly run: (manager: EntityManager) => Promise<unknown>
}

const targets = [...oddKeys.keys()]

/** One write of any entity, by any way. */
export function drawWrite(draw: Draw, dataSource: { getMetadata(target: new () => object): EntityMetadata }): Write {
  const target = draw.pick(targets)
  const metadata = dataSource.getMetadata(target)
  const keys = oddKeys.get(target) as readonly ObjectLiteral[]
  const key = draw.pick(keys)
  const title = `t${draw.integer(1, 9)}`
  const relations = metadata.relations.filter((relation) => relation.isOwning && !relation.isManyToMany)
  // Those of the key stay.
  const movable = relations.filter((relation) => !relation.joinColumns.some((column) => column.isPrimary))
  const references = movable
    .filter(() => draw.chance(0.6))
    .map((relation) => ({ relation, parent: parentFor(draw, relation.type) }))
  const moved: ObjectLiteral = {}
  for (const { relation, parent } of references) moved[relation.propertyName] = parent
  const row: ObjectLiteral = { title, ...moved }
  const whole = { ...key, ...row, ...(metadata.name === 'Country' ? { code: `c${String(key['id'])}` } : {}) }
  const forSave = (entity: ObjectLiteral): ObjectLiteral => {
    for (const { relation } of references) {
      if (relation.isLazy) entity[relation.propertyName] = Promise.resolve(row[relation.propertyName])
    }
    return entity
  }

  const ways: Record<string, (manager: EntityManager) => Promise<unknown>> = {
    insert: (manager) => manager.insert(target, whole),
    'insert again': (manager) => manager.insert(target, whole),
    save: (manager) => manager.save(target, forSave({ ...whole })),
    'load and save': async (manager) => {
      const entity = await manager.findOneBy(target, key)
      if (entity) await manager.save(target, forSave(Object.assign(entity, row)))
    },
    'load and remove': async (manager) => {
      const entity = await manager.findOneBy(target, key)
      if (entity) await manager.remove(target, entity)
    },
    update: (manager) => manager.update(target, key, row),
    move: (manager) => manager.update(target, key, Object.keys(moved).length > 0 ? moved : row),
    'update some': (manager) =>
      manager.createQueryBuilder().update(target).set(row).whereInIds(keys.slice(1)).execute(),
    'update by title': (manager) => manager.update(target, { title: 't5' }, { title }),
    delete: (manager) => manager.delete(target, key),
    upsert: (manager) =>
      manager.upsert(
        target,
        whole,
        metadata.primaryColumns.map(({ propertyPath }) => propertyPath),
      ),
  }
  if (metadata.name === 'Country') {
    const code = `c${draw.integer(1, 5)}`
    ways['renumber'] = (manager) => manager.update(target, key, { code })
  }
  const [relation] = movable
  if (relation) {
    const parent = parentFor(draw, relation.type)
    ways['relation.set'] = (manager) =>
      manager.createQueryBuilder().relation(target, relation.propertyName).of(key).set(parent)
  }
  const links = metadata.manyToManyRelations[0]
  if (links) {
    const ends = draw.list(0, 2, () => parentFor(draw, links.type)).filter((end) => end !== null)
    ways['save links'] = async (manager) => {
      const entity = await manager.findOne(target, { where: key, relations: { [links.propertyName]: true } })
      if (entity) await manager.save(target, Object.assign(entity, { [links.propertyName]: ends }))
    }
  }
  const way = draw.pick(Object.keys(ways))
  const run = ways[way] as Write['run']
  return { text: `${way} ${metadata.name} ${JSON.stringify([key, row])}`, run }
}

function parentFor(draw: Draw, type: unknown): ObjectLiteral | null {
  const target = targets.find((candidate) => candidate === type)
  if (!target || draw.chance(0.15)) return null
  const key = draw.pick(oddKeys.get(target) as readonly ObjectLiteral[])
  // What refers to a country needs its code.
  return target.name === 'Country' ? { ...key, code: `c${String(key['id'])}` } : key
}
