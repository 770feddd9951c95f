/** Tokens by their identifiers, as they were read together. */
export interface TokenSnapshot {
  readonly generation: string
  /** See `DependencyResolver.schema`. */
  readonly schema: string
  readonly tokens: ReadonlyMap<string, string>
}

/** Whether all that was read `earlier` is the same `now`. */
export function holds(earlier: TokenSnapshot, now: TokenSnapshot): boolean {
  if (earlier.generation !== now.generation || earlier.schema !== now.schema) return false
  for (const [identifier, token] of earlier.tokens) if (now.tokens.get(identifier) !== token) return false
  return true
}
