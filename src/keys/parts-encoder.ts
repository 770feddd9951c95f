import { LRUCache } from 'lru-cache'
import type { VersionedPart } from '../tokens/versioned-part'
import { type DependencyResolver, tokenIdentifiers } from './dependency'
import { type EncodedParts, encodeParts } from './encoding'
import { PartNames } from './part-names'
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
  readonly #names = new PartNames()
  readonly #prepared = new LRUCache<string, PreparedParts>({
    maxSize: MOST,
    sizeCalculation: ({ text }) => text.length + LEAST_COST,
  })
  /** The same by the names of parts, which are had for less than their text. */
  readonly #named = new LRUCache<string, PreparedParts>({
    maxSize: MOST,
    sizeCalculation: (_, name) => name.length + LEAST_COST,
  })
  #catalog: object

  constructor(resolver: DependencyResolver) {
    this.resolver = resolver
    this.#remembering = new RememberingResolver(resolver, this.#names)
    this.#catalog = resolver.catalog
  }

  encode(parts: readonly unknown[]): EncodedParts {
    return encodeParts(parts, this.#remembering)
  }

  prepare(parts: readonly unknown[]): PreparedParts {
    const name = this.#names.ofAll(parts)
    if (name === undefined) return this.#prepare(parts)
    this.#forgetOthers()
    let known = this.#named.get(name)
    if (!known) this.#named.set(name, (known = this.#prepare(parts)))
    return known
  }

  #prepare(parts: readonly unknown[]): PreparedParts {
    const encoded = this.encode(parts)
    // The text has the names of tags only, not where their versions are.
    if (encoded.tags.length > 0) return preparedOf(encoded)
    let known = this.#prepared.get(encoded.text)
    if (!known) this.#prepared.set(encoded.text, (known = preparedOf(encoded)))
    return known
  }

  /** With another catalog names stand for something else, whereas a text has all that it stands for. */
  #forgetOthers(): void {
    const { catalog } = this.resolver
    if (catalog === this.#catalog) return
    this.#catalog = catalog
    this.#named.clear()
  }
}

/** The text contains the identifiers of all dependencies, so equal texts need equal tokens. */
function preparedOf({ text, dependencies, tags }: EncodedParts): PreparedParts {
  return { text, identifiers: tokenIdentifiers(dependencies), tags }
}
