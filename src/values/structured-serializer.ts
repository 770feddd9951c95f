import { serialize } from 'node:v8'
import { InvalidValueError } from '../errors'
import type { EntityClasses } from './entity-classes'
import { findInstances } from './find-instances'
import { OwningDeserializer } from './owning-deserializer'
import type { Serializer } from './serializer'

/** A value, and the instances in it: the same objects, so that they can be found again. */
type Contents = readonly [
  value: unknown,
  instances?: readonly (readonly [name: string, instances: readonly object[]])[],
]

/**
 * Node's own structured serialization: dates, bigints, Maps, Sets, Buffers, `undefined`, `NaN`, shared and circular
 * references come back as they were, and so do instances of entities.
 */
export class StructuredSerializer implements Serializer {
  readonly #classes: () => EntityClasses

  constructor(classes: () => EntityClasses) {
    this.#classes = classes
  }

  stringify(value: unknown): string {
    const instances = findInstances(value, this.#classes())
    const contents: Contents = instances.size > 0 ? [value, [...instances]] : [value]
    try {
      return serialize(contents).toString('base64')
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new InvalidValueError(`A value can't be stored: ${reason}`, { cause })
    }
  }

  parse(text: string): unknown {
    const deserializer = new OwningDeserializer(Buffer.from(text, 'base64'))
    deserializer.readHeader()
    const [value, instances = []] = deserializer.readValue() as Contents
    for (const [name, ofClass] of instances) {
      const type = this.#classes().named(name)
      if (!type) throw new InvalidValueError(`A stored value has instances of ${name}, which is no entity here.`)
      for (const instance of ofClass) Object.setPrototypeOf(instance, type.prototype)
    }
    return value
  }
}
