import { InvalidValueError } from '../errors'
import type { EntityClasses, StoredClass } from './entity-classes'
import {
  type ConvertedProperty,
  type InstancesOfClass,
  type OtherInstances,
  type Properties,
  findInstances,
} from './find-instances'
import type { Serializer } from './serializer'
import { fromGraphJson, toGraphJson } from './graph-json'
import { type InstanceNote, type Instances, fromTypedJson, isTypedTree, toTypedJson } from './typed-json'

/** A value, and the instances in it: the same objects, so that they can be found again. */
type Contents = readonly [value: unknown, classes?: readonly StoredInstances[]]

type StoredInstances = readonly [
  name: string,
  instances: readonly Properties[],
  converted: readonly (readonly [instance: Properties, property: string])[],
]

/**
 * Dates, bigints, Maps, Sets, Buffers, `undefined`, `NaN`, shared and circular references come back as they were, and so do
 * instances of entities.
 */
export class DefaultSerializer implements Serializer {
  readonly #classes: () => EntityClasses
  readonly #others: OtherInstances

  /** @param others what becomes of instances of other classes */
  constructor(classes: () => EntityClasses, others: OtherInstances = 'refused') {
    this.#classes = classes
    this.#others = others
  }

  stringify(value: unknown): string {
    const { classes, others } = findInstances(value, this.#classes(), this.#others)
    const converted = Array.from(classes.values(), (ofClass) => ofClass.converted).flat()
    try {
      return whileConverted(
        converted,
        () => treeOf(value, notesOf(classes, others)) ?? toGraphJson(withInstances(value, classes)),
      )
    } catch (cause) {
      if (cause instanceof InvalidValueError) throw cause
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new InvalidValueError(`It can't be stored: ${reason}`, { cause })
    }
  }

  parse(text: string): unknown {
    if (text.startsWith(TREE)) {
      const revive = ([name, ...converted]: InstanceNote, properties: Properties): object => {
        this.#revive(properties, name as string, converted)
        return properties
      }
      return fromTypedJson(text.slice(TREE.length), { noteOf: () => undefined, revive })
    }
    const [value, classes = []] = fromGraphJson(text) as Contents
    for (const [name, instances, converted] of classes) {
      for (const instance of instances) this.#revive(instance, name, [])
      for (const [instance, property] of converted) this.#convert(instance, name, property)
    }
    return value
  }

  #revive(properties: Properties, name: string, converted: readonly string[]): void {
    const type = this.#named(name)
    Object.setPrototypeOf(properties, type.prototype)
    type.revive(properties)
    for (const property of converted) this.#convert(properties, name, property)
  }

  #convert(instance: Properties, name: string, property: string): void {
    const conversion = this.#named(name).conversions.get(property)
    if (!conversion) {
      throw new InvalidValueError(
        `A stored ${name} has the property '${property}', which this entity no longer converts.`,
      )
    }
    instance[property] = conversion.fromPlain(instance[property])
  }

  #named(name: string): StoredClass {
    const type = this.#classes().named(name)
    if (!type) {
      throw new InvalidValueError(
        `A stored value contains instances of ${name}, which is not an entity of the attached DataSource.`,
      )
    }
    return type
  }
}

/** What a text begins with that is JSON of a tree. */
const TREE = 'j'

/** Nearly all values are trees, of which the text is shorter, read faster, and read by people. */
function treeOf(value: unknown, notes: ReadonlyMap<object, InstanceNote>): string | undefined {
  const instances: Instances = { noteOf: (instance) => notes.get(instance), revive: (_, properties) => properties }
  try {
    return isTypedTree(value, instances) ? TREE + toTypedJson(value, instances) : undefined
  } catch (error) {
    // JSON follows nesting on the stack, which has an end.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** The name of the class, and which properties were converted; nothing for what comes back as a plain object. */
function notesOf(
  classes: ReadonlyMap<string, InstancesOfClass>,
  others: ReadonlySet<object>,
): ReadonlyMap<object, InstanceNote> {
  const notes = new Map<object, string[]>(Array.from(others, (other) => [other, []]))
  for (const [name, { instances, converted }] of classes) {
    for (const instance of instances) notes.set(instance, [name])
    for (const property of converted) notes.get(property.instance)?.push(property.name)
  }
  return notes
}

function withInstances(value: unknown, classes: ReadonlyMap<string, InstancesOfClass>): Contents {
  if (classes.size === 0) return [value]
  const stored = Array.from(classes, ([name, { instances, converted }]): StoredInstances => {
    return [name, instances, converted.map((property) => [property.instance, property.name])]
  })
  return [value, stored]
}

/** Lets the serializer, which follows references itself, see other values. Nobody else runs meanwhile. */
function whileConverted<Result>(converted: readonly ConvertedProperty[], work: () => Result): Result {
  const originals = converted.map(({ instance, name }) => instance[name])
  try {
    for (const { instance, name, plain } of converted) instance[name] = plain
    return work()
  } finally {
    for (const [i, { instance, name }] of converted.entries()) instance[name] = originals[i]
  }
}
