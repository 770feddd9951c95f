import { types } from 'node:util'
import { InvalidPartError, reading, show } from '../errors'
import { claimsToBeIdentifier } from '../identifiers/identifier'
import { Literal, Ref } from '../identifiers/ref'
import { ScopePart } from '../identifiers/scope'
import { AlkeyTag } from '../identifiers/tag'
import { VERSIONED, type VersionedPart, isVersioned } from '../tokens/versioned-part'
import { isArray, isMap, isPlainObject, isSet, refuseFields } from './built-ins'
import { arrayItems, plainEntries } from './container-items'
import { Dependencies, type Dependency, type DependencyResolver } from './dependency'
import { LengthLimit, MAX_LENGTH, MAX_VALUES, tooMuch } from './limits'
import { refusalOf } from './show-part'
import { encodeContent, encodeSimple, encodedList } from './value-encoding'

/** How deep parts may nest: enough for any data, and far from the end of the stack. */
export const MAX_DEPTH = 256

/** One element of a key as `explain` shows it: a dependency, a tag with its version elsewhere, or a value. */
export type EncodedPart =
  { readonly dependency: Dependency } | { readonly tag: VersionedPart } | { readonly literal: unknown }

export interface EncodedParts {
  /** Two different lists of parts never have the same text. */
  readonly text: string
  /** Every dependency, nested ones too, and every top-level part without one, in order. */
  readonly parts: readonly EncodedPart[]
  readonly dependencies: readonly Dependency[]
  readonly tags: readonly VersionedPart[]
}

/** Encodes what was passed to the key generator: typed, ordered and length-prefixed. */
export function encodeParts(parts: readonly unknown[], resolver: DependencyResolver): EncodedParts {
  const encoder = new PartEncoder(resolver)
  const limit = new LengthLimit()
  let last = 0
  const encoded = reading(
    () =>
      parts.map((part, at) => {
        last = at
        return limit.check(encoder.encodeTopLevel(part), part)
      }),
    (cause, shown) => refusalOf(parts[last], last, parts.length)(cause, shown),
  )
  const dependencies: Dependency[] = []
  const tags: VersionedPart[] = []
  for (const part of encoder.found) {
    if ('dependency' in part) dependencies.push(part.dependency)
    else if ('tag' in part) tags.push(part.tag)
  }
  return { text: encodedList('P', encoded), parts: encoder.found, dependencies, tags }
}

/** Texts of dependencies that are asked for again, as those that a resolver remembers. */
const textsOfDependencies = new WeakMap<readonly Dependency[], string>()

/** What an object has been encoded to, and the dependencies in it. */
interface KnownObject {
  readonly text: string
  readonly found: readonly EncodedPart[]
}

class PartEncoder {
  readonly found: EncodedPart[] = []
  readonly #resolver: DependencyResolver
  /** The objects around the one at hand: meeting one of them again is a cycle, meeting another object twice is not. */
  readonly #path = new Set<object>()
  /** Objects met before, which would otherwise be encoded again for each time they are shared. */
  readonly #known = new Map<object, KnownObject>()
  /** The same, inside `literal()`. */
  readonly #knownPlain = new Map<object, KnownObject>()
  #values = 0
  /** Of what was put together, once for each time: texts within others are copied on each level. */
  #joined = 0

  constructor(resolver: DependencyResolver) {
    this.#resolver = resolver
  }

  encodeTopLevel(part: unknown): string {
    const before = this.found.length
    this.#count(1, part)
    const encoded =
      typeof part === 'string' && claimsToBeIdentifier(part)
        ? this.#dependencies(this.#resolver.ofIdentifier(part))
        : this.#encode(part, false)
    if (this.found.length === before) this.found.push({ literal: part instanceof Literal ? part.value : part })
    return encoded
  }

  /** @param plain inside `literal()`: nothing is a dependency, and `toJSON` speaks for class instances */
  #encode(value: unknown, plain: boolean): string {
    return (
      encodeSimple(value) ?? (typeof value === 'function' ? this.#function(value, plain) : this.#object(value, plain))
    )
  }

  #function(value: object, plain: boolean): string {
    const dependencies = plain ? undefined : this.#resolver.ofTarget(value)
    if (dependencies) return this.#dependencies(dependencies)
    if (!plain && isClass(value)) throw this.#resolver.refusal(value)
    throw new InvalidPartError(
      `${show(value)} can't be part of a key: a function equals nothing. Call it and pass its result.`,
    )
  }

  #object(value: unknown, plain: boolean): string {
    if (typeof value !== 'object' || value === null) {
      throw new InvalidPartError(`${show(value)} can't be part of a key: a symbol equals nothing. Pass a string.`)
    }
    if (value instanceof Dependencies) return this.#dependencies(value.all)
    if (value instanceof Literal) return this.#nested(value, () => this.#encode(value.value, true))
    if (!plain) {
      if (isVersioned(value)) return this.#tag(value)
      const dependencies = this.#dependenciesOf(value)
      if (dependencies) return this.#dependencies(dependencies)
    }
    if (types.isDate(value) && Number.isNaN(value.getTime())) {
      throw new InvalidPartError(
        "An invalid date can't be part of a key: it equals nothing. Pass a valid one, or null.",
      )
    }
    return encodeContent(value) ?? this.#once(value, plain)
  }

  #container(value: object, plain: boolean): string {
    const limit = new LengthLimit()
    const encode = (item: unknown): string => limit.check(this.#encode(item, plain), value)
    if (isArray(value)) {
      this.#count(value.length, value)
      return encodedList('a', Array.from(arrayItems(value), encode))
    }
    if (isMap(value)) {
      this.#count(2 * value.size, value)
      refuseFields(value)
      return encodedList('m', Array.from(value, ([key, item]) => encodedList('p', [encode(key), encode(item)])).sort())
    }
    if (isSet(value)) {
      this.#count(value.size, value)
      refuseFields(value)
      return encodedList('e', Array.from(value, encode).sort())
    }
    if (plain && 'toJSON' in value && typeof value.toJSON === 'function') {
      return encodedList('j', [encode((value.toJSON as () => unknown)())])
    }
    if (isPlainObject(value)) {
      const keys = Object.keys(value)
      this.#count(2 * keys.length, value)
      return encodedList(
        'o',
        plainEntries(value, keys).map(([key, item]) => encodedList('p', [encode(key), encode(item)])),
      )
    }
    if (types.isPromise(value))
      throw new InvalidPartError(`A promise can't be part of a key: ${show(value)}. Await it first.`)
    if (isKeyOfTags(value))
      throw new InvalidPartError(
        "A StandardKey can't be part of a key. Pass its tags, or the text that its getKeyStr() resolves to.",
      )
    if (!plain) throw this.#resolver.refusal(value)
    throw new InvalidPartError(
      `${show(value)} can't stand in literal(): it is no plain value and has no toJSON method. Pass the fields that matter.`,
    )
  }

  #dependenciesOf(value: object): readonly Dependency[] | undefined {
    if (value instanceof Ref) return this.#resolver.ofRef(value)
    if (value instanceof ScopePart) return this.#resolver.ofScope(value)
    if (value instanceof AlkeyTag) return this.#resolver.ofTag(value)
    return this.#resolver.ofInstance(value) ?? this.#resolver.ofTarget(value)
  }

  #tag(tag: VersionedPart): string {
    this.found.push({ tag })
    const { kind, name } = tag[VERSIONED]
    return encodedList('V', [encodeText(kind), encodeText(name)])
  }

  #dependencies(dependencies: readonly Dependency[]): string {
    for (const dependency of dependencies) this.found.push({ dependency })
    let text = textsOfDependencies.get(dependencies)
    if (text === undefined) {
      text = encodedList(
        'D',
        dependencies.map(({ identifier, shape }) => encodedList('p', [encodeText(identifier), encodeText(shape)])),
      )
      textsOfDependencies.set(dependencies, text)
    }
    return text
  }

  #once(value: object, plain: boolean): string {
    const known = plain ? this.#knownPlain : this.#known
    const before = known.get(value)
    if (before) {
      this.#count(before.found.length, value)
      for (const part of before.found) this.found.push(part)
      return before.text
    }
    const from = this.found.length
    const text = this.#nested(value, () => this.#container(value, plain))
    this.#joined += text.length
    if (this.#joined > 4 * MAX_LENGTH) throw tooMuch(`nest long texts too deep`, value)
    known.set(value, { text, found: this.found.slice(from) })
    return text
  }

  #count(more: number, at: unknown): void {
    this.#values += more
    if (this.#values > MAX_VALUES) throw tooMuch(`hold more than ${MAX_VALUES} values`, at)
  }

  #nested(value: object, encode: () => string): string {
    if (this.#path.has(value)) {
      throw new InvalidPartError(
        `${show(value)} contains itself and can't be part of a key. Pass its id, or the fields that matter.`,
      )
    }
    if (this.#path.size >= MAX_DEPTH) {
      throw new InvalidPartError(
        `A part nests deeper than ${MAX_DEPTH} levels, at ${show(value)}. Pass a digest, or fewer levels.`,
      )
    }
    this.#path.add(value)
    try {
      return encode()
    } finally {
      this.#path.delete(value)
    }
  }
}

function encodeText(text: string): string {
  return encodeSimple(text) as string
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value))
}

/** Told by what it has, since fragmented keys are not known here. */
function isKeyOfTags(value: object): boolean {
  return 'addTag' in value && 'getKeyStr' in value
}
