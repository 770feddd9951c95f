import type { ResolvedTouch } from '../../options'
import type { RelationMetadata } from '../metadata'

/** Whether rows that change by way of a relation are reached by a change of the row that has the foreign key. */
export function isTouched(touch: ResolvedTouch, relation: RelationMetadata): boolean {
  if (!touch.isOn) return false
  const { entityMetadata, propertyPath } = relation
  for (const { name } of [entityMetadata, ...ancestorsOf(entityMetadata)]) {
    const rule = touch.rules.get(name)
    const isOn = typeof rule === 'object' ? rule.get(propertyPath) : rule
    if (isOn === false) return false
  }
  return true
}

/** The entities that one inherits its table from. */
export function ancestorsOf(metadata: RelationMetadata['entityMetadata']): RelationMetadata['entityMetadata'][] {
  const parent = metadata.parentEntityMetadata as typeof metadata | undefined
  return parent ? [parent, ...ancestorsOf(parent)] : []
}
