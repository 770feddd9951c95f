import { UnavailableError } from '../errors'
import { anyParentIdentifier, bulkIdentifier, parseIdentifier, withTables } from '../identifiers/identifier'
import type { Changes } from './changes'
import type { Delivery } from './delivery'

/** Something that somebody declares changed. */
export interface Declared {
  readonly identifier: string
  /** The row may have other spellings that can't be told to be the same. */
  readonly isUncertain?: boolean
}

/**
 * All identifiers to bump for what is declared changed: a table stands for every row of it, a scope for rows that nobody
 * names. Which values they have in the other scopes of their table is not known, nor looked up which rows they belong to.
 *
 * @param scopes those that are kept, in bulk
 */
export function invalidatedBy(declared: readonly Declared[], scopes: readonly string[]): Set<string> {
  const tables = new Set<string>()
  const identifiers = declared.flatMap(({ identifier, isUncertain }) => {
    const parsed = parseIdentifier(identifier)
    if (!parsed || parsed.kind === 'global' || parsed.kind === 'tag') return [identifier]
    tables.add(parsed.table)
    const isNamed = (parsed.kind === 'row' && isUncertain !== true) || parsed.kind === 'bulk'
    const own = scopes.filter(
      (bulk) => bulk.startsWith(`alkey:${parsed.table}#?`) && !identifier.startsWith(`${bulk}=`),
    )
    return [identifier, ...(isNamed ? [] : [bulkIdentifier(parsed.table)]), ...own]
  })
  const all = withTables(identifiers)
  for (const table of tables) all.add(anyParentIdentifier(table))
  return all
}

/** Bumps now. @param shown what is invalidated, for the message when that fails; it is tried again then */
export async function invalidateNow(delivery: Delivery, changes: Changes, shown: () => string): Promise<void> {
  const { isStored, handlerFailure } = await delivery.deliver(changes)
  if (handlerFailure) throw handlerFailure
  if (isStored) return
  throw new UnavailableError(
    `${shown()} could not be invalidated yet. It will be, before this process reads tokens again.`,
    { cause: delivery.tokens.failure },
  )
}
