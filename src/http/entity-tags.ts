/** A weak `ETag`: it says that the data are the same, and leaves open how the bytes were compressed. */
export function entityTag(version: string): string {
  return `W/"${version}"`
}

/**
 * Whether an `If-None-Match` names the tag, by the weak comparison of RFC 9110. `*` names any.
 *
 * @param tag one without a comma in it
 */
export function isNamedIn(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  const opaque = withoutWeakness(tag)
  return ifNoneMatch.split(',').some((one) => withoutWeakness(one.trim()) === opaque)
}

function withoutWeakness(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag
}
