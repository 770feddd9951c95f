import { LRUCache } from 'lru-cache'
import type { VersionedPart } from '../tokens/versioned-part'
import { type DependencyResolver, tokenIdentifiers } from './dependency'
import { type EncodedParts, encodeParts } from './encoding'
import { KnownParts } from './known-parts'
import { RememberingResolver } from './remembering-resolver'

/** Parts, ready to be made a key of. The same object as long as it is remembered. */
export interface PreparedParts {
  /** See `EncodedParts.text`. */
  readonly text: string
  /** The identifiers of the tokens to read, each once, in a fixed order. */
  readonly identifiers: readonly string[]
  /** Tags whose versions are to be read. */
  readonly tags: readonly VersionedPart[]
}

/** How long all texts that are remembered may be together, in UTF-16 units, and what each costs besides. */
const MOST = 4 * 1024 * 1024
const LEAST_COST = 500

/** Encodes parts, and remembers for those that are asked for again which tokens they need. */
export class PartsEncoder {
  readonly resolver: DependencyResolver
  readonly #remembering: DependencyResolver
  readonly #prepared = new LRUCache<string, PreparedParts>({
    maxSize: MOST,
    sizeCalculation: ({ text }) => text.length + LEAST_COST,
  })
  /** The same by the parts themselves, where these are plain. */
  readonly #known = new KnownParts<PreparedParts>()
  #catalog: object

  constructor(resolver: DependencyResolver) {
    this.resolver = resolver
    this.#catalog = resolver.catalog
    this.#remembering = new RememberingResolver(resolver)
  }

  encode(parts: readonly unknown[]): EncodedParts {
    return encodeParts(parts, this.#remembering)
  }

  prepare(parts: readonly unknown[]): PreparedParts {
    this.#forgetOthers()
    const met = this.#known.find(parts)
    if (met) return met
    const encoded = this.encode(parts)
    // The text has the names of tags only, not where their versions are.
    if (encoded.tags.length > 0) return preparedOf(encoded)
    let known = this.#prepared.get(encoded.text)
    if (!known) this.#prepared.set(encoded.text, (known = preparedOf(encoded)))
    this.#known.add(parts, known)
    return known
  }

  /** With another catalog parts stand for something else, whereas a text has all that it stands for. */
  #forgetOthers(): void {
    const { catalog } = this.resolver
    if (catalog === this.#catalog) return
    this.#catalog = catalog
    this.#known.clear()
  }
}

/** The text contains the identifiers of all dependencies, so equal texts need equal tokens. */
function preparedOf({ text, dependencies, tags }: EncodedParts): PreparedParts {
  return { text, identifiers: tokenIdentifiers(dependencies), tags }
}
