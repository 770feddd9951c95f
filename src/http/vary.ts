/** They make no other data: the tag is weak, and says nothing of who may read. */
const HARMLESS: readonly string[] = ['accept-encoding', 'origin']

/** Whether a `Vary` has names of headers besides these. */
export function namesMore(present: string | null | undefined, names: readonly string[]): boolean {
  return namesIn(present).some((name) => !names.includes(name) && !HARMLESS.includes(name))
}

/** `Vary` with more names of headers, those that are there left as they are. `undefined` for none. */
export function varyWith(present: string | null | undefined, names: readonly string[]): string | undefined {
  const given = present ?? ''
  const known = new Set(namesIn(given))
  if (known.has('*')) return '*'
  const added = names.filter((name) => !known.has(name))
  return [...(given === '' ? [] : [given]), ...added].join(', ') || undefined
}

function namesIn(vary: string | null | undefined): readonly string[] {
  const names = (vary ?? '').split(',').map((name) => name.trim().toLowerCase())
  return names.filter((name) => name !== '')
}
