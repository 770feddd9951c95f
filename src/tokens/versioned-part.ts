import type { UncacheableReason } from '../events'

/** Where a part tells how its version is read. A registered symbol, so that two copies of the package know each other's. */
export const VERSIONED: unique symbol = Symbol.for('typeorm-alkey.versioned') as never

/** A part of keys whose version is kept elsewhere than in the token store, as that of a tag by its cache handler. */
export interface VersionedPart {
  readonly [VERSIONED]: Versioned
}

export interface Versioned {
  readonly kind: 'standard' | 'constant'
  /** What tells it from others of its kind. */
  readonly name: string
  /** Parts with the same source are read together. */
  readonly source: VersionSource
  /** Makes the version another one. */
  increment(): Promise<unknown>
}

/** What keeps versions. */
export interface VersionSource {
  /** What messages call it. */
  groupName(): string
  /** The current versions of `parts`, which are of this source, as text and in their order. */
  read(parts: readonly Versioned[]): Promise<readonly string[]>
}

/** What the key generator reads versions from: it always answers, if only with the reason why nothing may be cached. */
export interface VersionReader {
  read(parts: readonly VersionedPart[]): Promise<TagReading>
}

export type TagReading =
  | { readonly versions: ReadonlyMap<VersionedPart, string> }
  | { readonly unavailable: UncacheableReason; readonly cause: unknown }

export function isVersioned(value: object): value is VersionedPart {
  return VERSIONED in value
}

/**
 * Reads the versions of parts, with one read for each source, side by side. Rejects when one of them does.
 *
 * @param read asks one source
 */
export async function readVersions<Part extends VersionedPart>(
  parts: Iterable<Part>,
  read: (source: VersionSource, versioned: readonly Versioned[]) => Promise<readonly string[]> = (source, versioned) =>
    source.read(versioned),
): Promise<Map<Part, string>> {
  const groups = new Map<VersionSource, { parts: Part[]; versioned: Versioned[] }>()
  for (const part of new Set(parts)) {
    const versioned = part[VERSIONED]
    const group = groups.get(versioned.source) ?? { parts: [], versioned: [] }
    group.parts.push(part)
    group.versioned.push(versioned)
    groups.set(versioned.source, group)
  }
  const pairs = await Promise.all(
    Array.from(groups, async ([source, { parts, versioned }]) => {
      const versions = await read(source, versioned)
      return parts.map((part, i) => [part, versions[i] as string] as const)
    }),
  )
  return new Map(pairs.flat())
}
