import { LRUCache } from 'lru-cache'
import type { AlkeyError } from '../errors'
import { Ref } from '../identifiers/ref'
import { ScopePart } from '../identifiers/scope'
import type { AlkeyTag } from '../identifiers/tag'
import type { Dependency, DependencyResolver } from './dependency'

/** How many are remembered, and the longest text of one, in UTF-16 units. */
const MOST = 5_000
const LONGEST = 200

type Known = LRUCache<string, readonly Dependency[]>

/** Remembers what identifiers, refs and classes stand for: the same ones are passed again and again. */
export class RememberingResolver implements DependencyResolver {
  readonly #resolver: DependencyResolver
  /** By what tells them apart, for all targets together: there may be any number of those. Made for the first one. */
  #known: Known | undefined
  #targets = new WeakMap<object, readonly Dependency[]>()
  /** Numbers that stand for classes and schemas. */
  #numbers = new WeakMap<object, number>()
  #count = 0
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
    // One that runs code could be another row each time that it is asked.
    if (!Ref.isMade(ref)) return this.#resolver.ofRef(ref)
    const { target, id } = ref
    const name = this.#nameOf(target)
    if (name === undefined || !isShort(id)) return this.#resolver.ofRef(ref)
    return this.#remember(`${name} ${typeof id} ${id}`, () => this.#resolver.ofRef(ref))
  }

  ofScope(part: ScopePart): readonly Dependency[] {
    const name = ScopePart.isMade(part) ? this.#nameOfScope(part) : undefined
    return name === undefined ? this.#resolver.ofScope(part) : this.#remember(name, () => this.#resolver.ofScope(part))
  }

  ofTag(tag: AlkeyTag): readonly Dependency[] {
    return this.#resolver.ofTag(tag)
  }

  ofIdentifier(text: string): readonly Dependency[] {
    // It begins with `alkey:`, as no name above does.
    return isShort(text)
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

  /** As JSON it is like no name of a row. `undefined` where a value is no short text, number or NULL. */
  #nameOfScope({ target, values }: ScopePart): string | undefined {
    const name = this.#nameOf(target)
    const entries = Object.entries(values)
    if (name === undefined || !entries.every(([, value]) => value === null || isShort(value))) return undefined
    const text = JSON.stringify(entries.map(([column, value]) => [column, typeof value, String(value)]))
    return isShort(text) ? `${name} ${text}` : undefined
  }

  /** `undefined` for a long text, and for a value that can't be a target. */
  #nameOf(target: unknown): string | undefined {
    if (typeof target === 'string') return isShort(target) ? `${target.length}:${target}` : undefined
    if (!(target instanceof Object)) return undefined
    let number = this.#numbers.get(target)
    if (number === undefined) this.#numbers.set(target, (number = ++this.#count))
    return `#${number}`
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

function isShort(id: unknown): id is string | number | bigint {
  return typeof id === 'string' ? id.length <= LONGEST : typeof id === 'number' || typeof id === 'bigint'
}
