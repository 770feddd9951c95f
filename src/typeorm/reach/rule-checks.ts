import type { DataSource } from 'typeorm'
import { InvalidOptionError } from '../../errors'
import type { ResolvedOptions } from '../../options'
import { isOwning } from './references'
import type { Rules } from './resolved-rules'

/** @throws InvalidOptionError when the DataSource has replicas, and nothing was said of them */
export function checkReplicas(replicas: ResolvedOptions['replicas'], { options }: DataSource): void {
  if (replicas !== undefined || (options as { replication?: unknown }).replication === undefined) return
  throw new InvalidOptionError(
    "This DataSource has replication, and a replica may lag behind what it is asked for. Set the option replicas: 'primary' " +
      "has the loads of remember() read the primary, 'never-fill' doesn't store what was read from a replica.",
  )
}

/** @throws InvalidOptionError when a rule names what the DataSource doesn't have */
export function checkRules({ touch, ignore }: Rules, dataSource: DataSource): void {
  for (const [entity, rule] of touch.rules) {
    const metadata = entityNamed(entity, 'touch', dataSource)
    if (typeof rule !== 'object') continue
    for (const path of rule.keys()) {
      if (metadata.relations.some((relation) => relation.propertyPath === path && isOwning(relation))) continue
      const owning = metadata.relations.filter(isOwning).map(({ propertyPath }) => propertyPath)
      throw new InvalidOptionError(
        `touch.${entity} names the relation '${path}', but ${entity} has no foreign key of that name. It has: ` +
          `${owning.join(', ') || 'none'}. The rule for a relation belongs to the entity that has the foreign key.`,
      )
    }
  }
  for (const [entity, paths] of ignore) {
    const metadata = entityNamed(entity, 'ignore', dataSource)
    const known = [...metadata.columns, ...metadata.relations].map(({ propertyPath }) => propertyPath)
    for (const path of paths) {
      if (known.includes(path)) continue
      throw new InvalidOptionError(
        `ignore.${entity} names '${path}', which is no column of ${entity}. It has: ${[...new Set(known)].join(', ')}.`,
      )
    }
  }
}

function entityNamed(name: string, option: string, dataSource: DataSource): DataSource['entityMetadatas'][number] {
  const metadata = dataSource.entityMetadatas.find((candidate) => candidate.name === name)
  if (metadata) return metadata
  const names = dataSource.entityMetadatas.filter(({ isJunction }) => !isJunction).map((known) => known.name)
  throw new InvalidOptionError(
    `${option} names the entity '${name}', which the attached DataSource doesn't have. It has: ${names.sort().join(', ')}.`,
  )
}
