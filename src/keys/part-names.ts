import { Ref } from '../identifiers/ref'
import { encodeSimple, encodedList } from './value-encoding'

/** The longest name of one part, in UTF-16 units. */
const LONGEST = 200

/**
 * Tells parts apart without looking up what they stand for. Different parts have different names; only parts that can't
 * change have one: text, numbers, classes, and refs to them.
 */
export class PartNames {
  /** Numbers that stand for classes. */
  readonly #numbers = new WeakMap<object, number>()
  #count = 0

  /** `undefined` where one of them has none. */
  ofAll(parts: readonly unknown[]): string | undefined {
    const names: string[] = []
    for (const part of parts) {
      const name = this.#of(part)
      if (name === undefined) return undefined
      names.push(name)
    }
    return encodedList('', names)
  }

  #of(part: unknown): string | undefined {
    if (typeof part === 'function') return this.#numberOf(part)
    return typeof part === 'object' && part !== null && Ref.isMade(part) ? this.ofRef(part) : short(encodeSimple(part))
  }

  ofRef(ref: Ref): string | undefined {
    if (!Ref.isMade(ref)) return undefined
    const { target } = ref
    const name = typeof target === 'function' ? this.#numberOf(target) : short(encodeSimple(target))
    const ofId = short(encodeSimple(ref.id))
    return name !== undefined && ofId !== undefined ? `R${name}${ofId}` : undefined
  }

  #numberOf(target: object): string {
    let number = this.#numbers.get(target)
    if (number === undefined) this.#numbers.set(target, (number = ++this.#count))
    return `#${number};`
  }
}

function short(name: string | undefined): string | undefined {
  return name !== undefined && name.length <= LONGEST ? name : undefined
}
