import { inBulk, isOfScope } from '../identifiers/identifier'

/** Values of one scope that are bumped at once; more of them are the scope in bulk. */
export const MAX_VALUES_OF_SCOPE = 1_000

/** The same changes, where a scope of which many values have changed stands for all of them. */
export function boundedScopes(identifiers: ReadonlySet<string>): ReadonlySet<string> {
  if (identifiers.size <= MAX_VALUES_OF_SCOPE) return identifiers
  const counts = new Map<string, number>()
  for (const identifier of identifiers) {
    const bulk = bulkOfValue(identifier)
    if (bulk !== undefined) counts.set(bulk, (counts.get(bulk) ?? 0) + 1)
  }
  const isLarge = (bulk: string): boolean => (counts.get(bulk) ?? 0) > MAX_VALUES_OF_SCOPE
  if (![...counts.keys()].some(isLarge)) return identifiers
  const bounded = new Set<string>()
  for (const identifier of identifiers) {
    const bulk = bulkOfValue(identifier)
    bounded.add(bulk !== undefined && isLarge(bulk) ? bulk : identifier)
  }
  return bounded
}

/** The scope of a value. */
function bulkOfValue(identifier: string): string | undefined {
  return isOfScope(identifier) ? inBulk(identifier) : undefined
}
