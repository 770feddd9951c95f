import { LRUCache } from 'lru-cache'
import type { AlkeyError } from '../errors'
import type { Ref } from '../identifiers/ref'
import type { AlkeyTag } from '../identifiers/tag'
import type { Dependency, DependencyResolver } from './dependency'

/** How many are remembered, and the longest text of one, in UTF-16 units. */
const MOST = 5_000
const LONGEST = 200

type Known = LRUCache<string | number | bigint, readonly Dependency[]>

/** Remembers what identifiers, refs and classes stand for: the same ones are passed again and again. */
export class RememberingResolver implements DependencyResolver {
  readonly #resolver: DependencyResolver
  readonly #identifiers: Known = new LRUCache({ max: MOST })
  readonly #refs = new Map<unknown, Known>()
  readonly #targets = new Map<object, readonly Dependency[]>()
  #catalog: object

  constructor(resolver: DependencyResolver) {
    this.#resolver = resolver
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
    const { target, id } = ref
    if (!isShort(id)) return this.#resolver.ofRef(ref)
    this.#forgetOthers()
    const known = this.#refs.get(target)?.get(id)
    if (known) return known
    const found = this.#resolver.ofRef(ref)
    // Only now is it known to be a table or a class of the DataSource, of which there are not many.
    let ofTarget = this.#refs.get(target)
    if (!ofTarget) this.#refs.set(target, (ofTarget = new LRUCache({ max: MOST })))
    ofTarget.set(id, found)
    return found
  }

  ofTag(tag: AlkeyTag): readonly Dependency[] {
    return this.#resolver.ofTag(tag)
  }

  ofIdentifier(text: string): readonly Dependency[] {
    if (!isShort(text)) return this.#resolver.ofIdentifier(text)
    this.#forgetOthers()
    let known = this.#identifiers.get(text)
    if (!known) this.#identifiers.set(text, (known = this.#resolver.ofIdentifier(text)))
    return known
  }

  refusal(value: object): AlkeyError {
    return this.#resolver.refusal(value)
  }

  /** A DataSource that is initialized again may have other entities. */
  #forgetOthers(): void {
    const { catalog } = this.#resolver
    if (catalog === this.#catalog) return
    this.#catalog = catalog
    this.#identifiers.clear()
    this.#refs.clear()
    this.#targets.clear()
  }
}

function isShort(id: unknown): id is string | number | bigint {
  return typeof id === 'string' ? id.length <= LONGEST : typeof id === 'number' || typeof id === 'bigint'
}
