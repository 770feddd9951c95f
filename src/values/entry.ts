import type { TokenSnapshot } from '../keys/cache-key-generator'

/** A stored value, and what it depends on besides its key. */
export interface Entry {
  /** When it was loaded, in ms since 1970 on the loader's clock. */
  readonly loadedAt: number
  /** The dependencies of values that it was made of: it counts while they have these tokens. */
  readonly within?: TokenSnapshot | undefined
  /** The value, as its serializer has it. */
  readonly text: string
}

/** How long ago it was loaded, in ms. Never negative: clocks of two machines differ. */
export function ageOf({ loadedAt }: Entry): number {
  return Math.max(0, Date.now() - loadedAt)
}

/** What stands before the value: its version first, so that another one is not misread. */
type Head = readonly [
  version: 1,
  loadedAt: number,
  within?: readonly [generation: string, schema: string, tokens: readonly (readonly [string, string])[]],
]

export function encodeEntry({ loadedAt, within, text }: Entry): string {
  const head: Head = within ? [1, loadedAt, [within.generation, within.schema, [...within.tokens]]] : [1, loadedAt]
  return `${JSON.stringify(head)}\n${text}`
}

/** `undefined` for what is no entry, or one of another version. */
export function decodeEntry(stored: unknown): Entry | undefined {
  if (typeof stored !== 'string') return undefined
  const end = stored.indexOf('\n')
  try {
    const [version, loadedAt, within] = JSON.parse(stored.slice(0, end)) as Head
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- whoever else writes there may write anything
    if (version !== 1 || typeof loadedAt !== 'number') return undefined
    const text = stored.slice(end + 1)
    if (!within) return { loadedAt, text }
    const [generation, schema, tokens] = within
    return { loadedAt, text, within: { generation, schema, tokens: new Map(tokens) } }
  } catch {
    return undefined
  }
}
