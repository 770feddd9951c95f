import { bulkIdentifier, parseIdentifier, withTables } from '../identifiers/identifier'

/** Something that somebody declares changed. */
export interface Declared {
  readonly identifier: string
  /** The row may have other spellings that can't be told to be the same. */
  readonly isUncertain?: boolean
}

/** All identifiers to bump for what is declared changed: a table stands for every row of it. */
export function invalidatedBy(declared: readonly Declared[]): Set<string> {
  const identifiers = declared.flatMap(({ identifier, isUncertain }) => {
    const parsed = parseIdentifier(identifier)
    const isWhole = parsed?.kind === 'table' || (parsed?.kind === 'row' && isUncertain === true)
    return isWhole ? [identifier, bulkIdentifier(parsed.table)] : [identifier]
  })
  return withTables(identifiers)
}
