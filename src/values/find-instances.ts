import { types } from 'node:util'
import { InvalidValueError, show } from '../errors'
import { isArray, isBinary, isDate, isMap, isPlainObject, isSet } from '../keys/built-ins'
import type { EntityClasses } from './entity-classes'

/** Instances of known classes by the names of these. */
export type Instances = Map<string, object[]>

/**
 * All instances of known classes in a value, however deep.
 * @throws InvalidValueError for what would come back as something else: a function, an instance of another class
 */
export function findInstances(value: unknown, classes: EntityClasses): Instances {
  const instances: Instances = new Map()
  const seen = new Set<object>()
  // A list of what is still to be looked at, since graphs may be deeper than the stack.
  const open: unknown[] = [value]
  while (open.length > 0) {
    const one = open.pop()
    if (typeof one === 'function' || typeof one === 'symbol') throw refusal(one)
    if (typeof one !== 'object' || one === null || seen.has(one)) continue
    seen.add(one)
    if (isContent(one)) continue
    if (isMap(one)) for (const [key, item] of one) open.push(key, item)
    else if (isSet(one)) for (const item of one) open.push(item)
    else {
      if (!isArray(one) && !isPlainObject(one)) note(one, classes, instances)
      for (const item of Object.values(one)) open.push(item)
    }
  }
  return instances
}

function note(instance: object, classes: EntityClasses, instances: Instances): void {
  const { constructor } = Object.getPrototypeOf(instance) as object
  const name = classes.nameOf(constructor)
  // What has slots that properties don't show would lose them.
  if (name === undefined || types.isPromise(instance) || types.isProxy(instance)) throw refusal(instance)
  const known = instances.get(name)
  if (known) known.push(instance)
  else instances.set(name, [instance])
}

function isContent(value: object): boolean {
  return isDate(value) || isBinary(value) || types.isRegExp(value) || types.isArrayBuffer(value)
}

function refusal(value: unknown): InvalidValueError {
  return new InvalidValueError(
    `A value with ${show(value)} in it can't be stored: it would come back as something else. Return plain data or ` +
      'entities of the attached DataSource, or give a serializer that knows it.',
  )
}
