import { LRUCache } from 'lru-cache'
import type { AlkeyError } from '../errors'
import type { Ref } from '../identifiers/ref'
import type { AlkeyTag } from '../identifiers/tag'
import type { Dependency, DependencyResolver } from './dependency'
import type { PartNames } from './part-names'

/** How many are remembered, and the longest identifier, in UTF-16 units. */
const MOST = 5_000
const LONGEST = 200

type Known = LRUCache<string, readonly Dependency[]>

/** Remembers what identifiers, refs and classes stand for: the same ones are passed again and again. */
export class RememberingResolver implements DependencyResolver {
  readonly #resolver: DependencyResolver
  /** By what tells them apart, for all targets together: there may be any number of those. Made for the first one. */
  #known: Known | undefined
  #targets = new WeakMap<object, readonly Dependency[]>()
  readonly #names: PartNames
  #catalog: object

  constructor(resolver: DependencyResolver, names: PartNames) {
    this.#resolver = resolver
    this.#names = names
    this.#catalog = resolver.catalog
  }

  get schema(): string {
    return this.#resolver.schema
  }

  get catalog(): object {
    return this.#resolver.catalog
  }

  ofInstance(instance: object): readonly Dependency[] | undefined {
    return this.#resolver.ofInstance(instance)
  }

  ofTarget(target: object): readonly Dependency[] | undefined {
    this.#forgetOthers()
    let known = this.#targets.get(target)
    if (!known) {
      known = this.#resolver.ofTarget(target)
      if (known) this.#targets.set(target, known)
    }
    return known
  }

  ofRef(ref: Ref): readonly Dependency[] {
    const name = this.#names.ofRef(ref)
    return name === undefined ? this.#resolver.ofRef(ref) : this.#remember(name, () => this.#resolver.ofRef(ref))
  }

  ofTag(tag: AlkeyTag): readonly Dependency[] {
    return this.#resolver.ofTag(tag)
  }

  ofIdentifier(text: string): readonly Dependency[] {
    // It begins with `alkey:`, as no name above does.
    return text.length <= LONGEST
      ? this.#remember(text, () => this.#resolver.ofIdentifier(text))
      : this.#resolver.ofIdentifier(text)
  }

  refusal(value: object): AlkeyError {
    return this.#resolver.refusal(value)
  }

  #remember(name: string, resolve: () => readonly Dependency[]): readonly Dependency[] {
    this.#forgetOthers()
    this.#known ??= new LRUCache({ max: MOST })
    let known = this.#known.get(name)
    if (!known) this.#known.set(name, (known = resolve()))
    return known
  }

  /** A DataSource that is initialized again may have other entities. */
  #forgetOthers(): void {
    const { catalog } = this.#resolver
    if (catalog === this.#catalog) return
    this.#catalog = catalog
    this.#known?.clear()
    this.#targets = new WeakMap()
  }
}
