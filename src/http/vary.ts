/** `Vary` with more names of headers, those that are there left as they are. `undefined` for none. */
export function varyWith(present: string | null | undefined, names: readonly string[]): string | undefined {
  const given = present ?? ''
  const known = new Set(given.split(',').map((name) => name.trim().toLowerCase()))
  if (known.has('*')) return '*'
  const added = names.filter((name) => !known.has(name))
  return [...(given === '' ? [] : [given]), ...added].join(', ') || undefined
}
