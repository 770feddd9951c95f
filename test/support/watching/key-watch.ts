import type { Alkey, KeyPart } from '../../../src'

/**
 * Tells which keys a piece of work has changed: takes the keys of `parts` before, runs it, and compares.
 * @returns the names of the parts whose key changed, sorted
 */
export async function changedBy(
  alkey: Alkey,
  parts: Readonly<Record<string, KeyPart>>,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const before = await keysOf(alkey, parts)
  await work()
  const after = await keysOf(alkey, parts)
  return Object.keys(parts)
    .filter((name) => before[name] !== after[name])
    .sort()
}

/** The keys of the parts by their names; an uncacheable one would compare as changed and hide a failure. */
export async function keysOf(alkey: Alkey, parts: Readonly<Record<string, KeyPart>>): Promise<Record<string, string>> {
  const keys = await Promise.all(
    Object.entries(parts).map(async ([name, part]) => {
      const key = await alkey.keyGenerator(part)
      if (!alkey.isCacheable(key)) throw new Error(`The key of '${name}' is uncacheable.`)
      return [name, key] as const
    }),
  )
  return Object.fromEntries(keys)
}
