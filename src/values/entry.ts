import type { TokenSnapshot } from '../keys/token-snapshot'

/** A stored value, and what it depends on besides its key. */
export interface Entry {
  /** When it was loaded, in ms since 1970 on the loader's clock. */
  readonly loadedAt: number
  /** How long it is kept at the most, in ms. */
  readonly ttlMs: number
  /** The dependencies of values that it was made of: it counts while they have these tokens. */
  readonly within?: TokenSnapshot | undefined
  /** The value, as its serializer has it. */
  readonly text: string
}

/** How long ago it was loaded, in ms. Never negative: clocks of two machines differ. */
export function ageOf({ loadedAt }: Entry): number {
  return Math.max(0, Date.now() - loadedAt)
}

/** What an entry begins with: another version is not misread. */
const VERSION = '2'

/** Of what the value was made of. */
type Within = readonly [generation: string, schema: string, tokens: readonly (readonly [string, string])[]]

/** `2<time>.<ttl>`, both in base 36, JSON of what it was made of where it was, and the value after the first line feed. */
export function encodeEntry({ loadedAt, ttlMs, within, text }: Entry): string {
  const made: Within | '' = within ? [within.generation, within.schema, [...within.tokens]] : ''
  return `${VERSION}${loadedAt.toString(36)}.${Math.ceil(ttlMs).toString(36)}${made && JSON.stringify(made)}\n${text}`
}

/** `undefined` for what is no entry, or one of another version. */
export function decodeEntry(stored: unknown): Entry | undefined {
  if (typeof stored !== 'string' || !stored.startsWith(VERSION)) return undefined
  const end = stored.indexOf('\n')
  const [, time, ttl, made] = /^2([0-9a-z]{1,11})\.([0-9a-z]{1,11})(\[.*\])?$/.exec(stored.slice(0, end)) ?? []
  if (time === undefined || ttl === undefined) return undefined
  const [loadedAt, ttlMs, text] = [parseInt(time, 36), parseInt(ttl, 36), stored.slice(end + 1)]
  if (made === undefined) return { loadedAt, ttlMs, text }
  try {
    const [generation, schema, tokens] = JSON.parse(made) as Within
    return { loadedAt, ttlMs, text, within: { generation, schema, tokens: new Map(tokens) } }
  } catch {
    return undefined
  }
}
