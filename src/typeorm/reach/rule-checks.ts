import type { DataSource } from 'typeorm'
import { InvalidOptionError } from '../../errors'
import type { ResolvedOptions } from '../../options'
import { DeclaredScopes } from './declared-scopes'
import { entityNamed } from './entity-named'
import { isOwning } from './references'
import type { Rules } from './resolved-rules'

/** @throws InvalidOptionError when options don't fit the DataSource */
export function checkWriteOptions(options: Rules & Pick<ResolvedOptions, 'replicas'>, dataSource: DataSource): void {
  checkReplicas(options.replicas, dataSource)
  checkRules(options, dataSource)
}

/** Refuses a DataSource that has replicas when nothing was said of them. */
function checkReplicas(replicas: ResolvedOptions['replicas'], { options }: DataSource): void {
  if (replicas !== undefined || (options as { replication?: unknown }).replication === undefined) return
  throw new InvalidOptionError(
    "This DataSource has replication, and a replica may lag behind what it is asked for. Set the option replicas: 'primary' " +
      "has the loads of remember() read the primary, 'never-fill' doesn't store what was read from a replica.",
  )
}

/** Refuses rules that name what the DataSource doesn't have, and scopes that can't be kept. */
function checkRules(rules: Rules, dataSource: DataSource): void {
  const { touch, ignore } = rules
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
  const { problem } = new DeclaredScopes(dataSource, rules)
  if (problem) throw problem
}
