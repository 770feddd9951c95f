import { bulkIdentifier, parseIdentifier, withTables } from '../identifiers/identifier'

/** All identifiers to bump for those that somebody declares changed: a table's stands for every row of it. */
export function invalidatedBy(declared: readonly { readonly identifier: string }[]): Set<string> {
  const identifiers = declared.flatMap(({ identifier }) => {
    const parsed = parseIdentifier(identifier)
    return parsed?.kind === 'table' ? [identifier, bulkIdentifier(parsed.table)] : [identifier]
  })
  return withTables(identifiers)
}
