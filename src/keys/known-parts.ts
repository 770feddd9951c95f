import { Ref } from '../identifiers/ref'
import { ScopePart } from '../identifiers/scope'

/** How many steps one half remembers, and how long the texts among them may be together, in UTF-16 units. */
const MOST = 20_000
const MOST_TEXT = 1024 * 1024

/** What the same steps led to, and where the next one leads. */
interface Crossing<Value> {
  value?: Value
  next?: Map<unknown, Crossing<Value>>
}

/** Stand before the target and the id of a ref, and before what a scope is made of; they are no parts themselves. */
const REF = Symbol('ref')
const SCOPE = Symbol('scope')

/**
 * Finds again what was made of the same parts without looking into them: texts, numbers, classes, and refs and scopes with plain
 * values, which say all by what they are. With anything else among them, nothing is found. Of two halves it forgets the older one when the
 * younger is full; what is asked for again moves over.
 */
export class KnownParts<Value> {
  #root: Crossing<Value> = {}
  #older: Crossing<Value> = {}
  #count = 0
  #text = 0

  find(parts: readonly unknown[]): Value | undefined {
    const value = valueAt(this.#root, parts)
    if (value !== undefined) return value
    const old = valueAt(this.#older, parts)
    if (old !== undefined) this.add(parts, old)
    return old
  }

  /** Does nothing for parts that are not plain. */
  add(parts: readonly unknown[], value: Value): void {
    if (this.#count > MOST || this.#text > MOST_TEXT) {
      const older = this.#root
      this.clear()
      this.#older = older
    }
    let place = this.#root
    for (const part of parts) {
      if (isPlain(part)) place = this.#after(place, part)
      else if (isPlainRef(part)) place = this.#after(this.#after(this.#after(place, REF), part.target), part.id)
      else if (isPlainScope(part)) for (const step of stepsOf(part)) place = this.#after(place, step)
      else return
    }
    place.value = value
  }

  clear(): void {
    this.#root = {}
    this.#older = {}
    this.#count = 0
    this.#text = 0
  }

  #after(place: Crossing<Value>, step: unknown): Crossing<Value> {
    place.next ??= new Map()
    let next = place.next.get(step)
    if (!next) {
      place.next.set(step, (next = {}))
      this.#count++
      if (typeof step === 'string') this.#text += step.length
    }
    return next
  }
}

function valueAt<Value>(root: Crossing<Value>, parts: readonly unknown[]): Value | undefined {
  let place: Crossing<Value> | undefined = root
  for (const part of parts) {
    if (isPlain(part)) place = place.next?.get(part)
    else if (isPlainRef(part)) place = place.next?.get(REF)?.next?.get(part.target)?.next?.get(part.id)
    else if (isPlainScope(part)) {
      for (const step of stepsOf(part)) place = place?.next?.get(step)
    } else return undefined
    if (!place) return undefined
  }
  return place.value
}

/** What is equal to nothing but itself. Objects may change, and a Map takes -0 for 0. */
function isPlain(part: unknown): boolean {
  const type = typeof part
  if (type === 'number') return !Object.is(part, -0)
  return (type !== 'object' && type !== 'symbol') || part === null
}

function isPlainRef(part: unknown): part is Ref {
  return typeof part === 'object' && part !== null && Ref.isMade(part) && isPlain(part.id) && isTarget(part.target)
}

function isPlainScope(part: unknown): part is ScopePart {
  if (typeof part !== 'object' || part === null || !ScopePart.isMade(part) || !isTarget(part.target)) return false
  return Object.values(part.values).every(isPlain)
}

/** The number tells where it ends. */
function stepsOf({ target, values }: ScopePart): readonly unknown[] {
  const entries = Object.entries(values)
  return [SCOPE, target, entries.length, ...entries.flat()]
}

/** Other targets than classes and names may change. */
function isTarget(target: unknown): boolean {
  return typeof target === 'function' || typeof target === 'string'
}
