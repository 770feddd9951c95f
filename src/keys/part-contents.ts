import { InvalidPartError } from '../errors'
import type { VersionedPart } from '../tokens/versioned-part'
import type { Dependency, DependencyResolver } from './dependency'
import { encodeParts } from './encoding'
import { showPart } from './show-part'

/** What one part depends on. */
export interface PartContents {
  readonly dependencies: readonly Dependency[]
  /** Tags whose versions cache handlers keep. */
  readonly tags: readonly VersionedPart[]
}

/** Refuses a part that depends on nothing. */
export function contentsOf(part: unknown, resolver: DependencyResolver): PartContents {
  const { parts, dependencies, tags } = encodeParts([part], resolver)
  if (!parts.some((found) => 'literal' in found)) return { dependencies, tags }
  throw new InvalidPartError(
    `${showPart(part)} is not a dependency, so it has no token and can't be invalidated. Pass an entity, a class, a ref, an identifier or a tag.`,
  )
}

/** The dependencies in one part; refuses one that has others, too. */
export function dependenciesIn(part: unknown, resolver: DependencyResolver): readonly Dependency[] {
  const { dependencies, tags } = contentsOf(part, resolver)
  if (tags.length === 0) return dependencies
  throw new InvalidPartError(
    `${showPart(part)} is a tag of a cache handler, so it has no identifier. Use a tag of alkey.tag().`,
  )
}
