import type { PreparedParts } from '../keys/parts-encoder'

/** What keeps a value under its parts, other than `remember`. No encoded list of parts begins so. */
export type OwnKind =
  /** `computed` */ 'C' | /** a request whose queries are watched */ 'H' | /** `cachedFragment` */ 'F'

const own = { C: new WeakMap(), H: new WeakMap(), F: new WeakMap() } as Record<
  OwnKind,
  WeakMap<PreparedParts, PreparedParts>
>

/**
 * The parts, for a value of that kind: one that `remember` keeps under the same parts is another value. The same object for
 * the same parts, so that what is remembered of them is found.
 */
export function ownParts(kind: OwnKind | undefined, prepared: PreparedParts): PreparedParts {
  if (kind === undefined) return prepared
  let parts = own[kind].get(prepared)
  if (!parts) own[kind].set(prepared, (parts = { ...prepared, text: kind + prepared.text }))
  return parts
}
