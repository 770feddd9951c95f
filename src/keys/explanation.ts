import type { UncacheableReason } from '../events'
import { tokensOf } from '../identifiers/identifier'
import { VERSIONED, type VersionedPart } from '../tokens/versioned-part'
import type { Dependency } from './dependency'
import type { EncodedPart } from './encoding'

/** One dependency or value of a key, as `explain` tells it. */
export interface ExplainedPart {
  readonly kind: Dependency['kind'] | 'literal'
  /** What the part depends on, for a tag of a cache handler its name there; absent for a literal. */
  readonly identifier?: string
  /**
   * Its current token, for a row or a scope joined with those that it also depends on, for a tag of a cache handler its version; absent for
   * a literal, and when unavailable.
   */
  readonly token?: string
  /** The value of a literal. */
  readonly literal?: unknown
}

export interface Explanation {
  readonly key: string
  readonly cacheable: boolean
  /** Why the key is uncacheable. */
  readonly reason?: UncacheableReason
  /** Whether the tokens were kept in this process, by the option `nearCache`, and may be old by its bound; else absent. */
  readonly isNear?: true
  readonly parts: readonly ExplainedPart[]
  /**
   * What the value that `computed` or `remember` has stored for these parts was made of besides them, nested values included,
   * with the tokens of now. Absent where none is stored in the value store of `Alkey`.
   */
  readonly madeOf?: readonly ExplainedPart[]
  /**
   * Text for an `ETag`: it changes whenever the key or anything in `madeOf` changes. Ask for it before the value, as for a key.
   * Absent where `madeOf` is, and when unavailable.
   */
  readonly version?: string
}

export function explainPart(
  part: EncodedPart,
  tokens: ReadonlyMap<string, string>,
  versions: ReadonlyMap<VersionedPart, string>,
): ExplainedPart {
  if ('literal' in part) return { kind: 'literal', literal: part.literal }
  if ('tag' in part) {
    const version = versions.get(part.tag)
    return { kind: 'tag', identifier: part.tag[VERSIONED].name, ...(version === undefined ? {} : { token: version }) }
  }
  const { kind, identifier } = part.dependency
  if (tokens.size === 0) return { kind, identifier }
  return {
    kind,
    identifier,
    token: tokensOf(identifier)
      .map((one) => tokens.get(one))
      .join('+'),
  }
}
