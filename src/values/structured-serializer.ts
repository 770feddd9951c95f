import { serialize } from 'node:v8'
import { InvalidValueError } from '../errors'
import type { EntityClasses } from './entity-classes'
import { type ConvertedProperty, type OtherInstances, type Properties, findInstances } from './find-instances'
import { OwningDeserializer } from './owning-deserializer'
import type { Serializer } from './serializer'

/** A value, and the instances in it: the same objects, so that they can be found again. */
type Contents = readonly [value: unknown, classes?: readonly StoredInstances[]]

type StoredInstances = readonly [
  name: string,
  instances: readonly Properties[],
  converted: readonly (readonly [instance: Properties, property: string])[],
]

/**
 * Node's own structured serialization: dates, bigints, Maps, Sets, Buffers, `undefined`, `NaN`, shared and circular
 * references come back as they were, and so do instances of entities.
 */
export class StructuredSerializer implements Serializer {
  readonly #classes: () => EntityClasses
  readonly #others: OtherInstances

  /** @param others what becomes of instances of other classes */
  constructor(classes: () => EntityClasses, others: OtherInstances = 'refused') {
    this.#classes = classes
    this.#others = others
  }

  stringify(value: unknown): string {
    const found = [...findInstances(value, this.#classes(), this.#others)]
    const classes = found.map(([name, { instances, converted }]): StoredInstances => {
      return [name, instances, converted.map((property) => [property.instance, property.name])]
    })
    const contents: Contents = classes.length > 0 ? [value, classes] : [value]
    const converted = found.flatMap(([, ofClass]) => ofClass.converted)
    try {
      return whileConverted(converted, () => serialize(contents)).toString('base64')
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new InvalidValueError(`A value can't be stored: ${reason}`, { cause })
    }
  }

  parse(text: string): unknown {
    const deserializer = new OwningDeserializer(Buffer.from(text, 'base64'))
    deserializer.readHeader()
    const [value, classes = []] = deserializer.readValue() as Contents
    for (const [name, instances, converted] of classes) {
      const type = this.#classes().named(name)
      if (!type)
        throw new InvalidValueError(
          `A stored value contains instances of ${name}, which is not an entity of the attached DataSource.`,
        )
      for (const instance of instances) {
        Object.setPrototypeOf(instance, type.prototype)
        type.revive(instance)
      }
      for (const [instance, property] of converted) {
        const conversion = type.conversions.get(property)
        if (!conversion)
          throw new InvalidValueError(
            `A stored ${name} has the property '${property}', which this entity no longer converts.`,
          )
        instance[property] = conversion.fromPlain(instance[property])
      }
    }
    return value
  }
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
