import { isDeepStrictEqual, types } from 'node:util'
import { isArray, isBinary, isDate, isMap, isPlainObject, isSet } from '../keys/built-ins'
import type { Conversion, StoredClass, EntityClasses } from './entity-classes'
import { unstorable } from './unstorable'

const RETURN_DATA = 'Return plain data for it.'
const CHOICES =
  'Return plain data or entities of the attached DataSource, set `plain: true` to store it as plain data, or give a serializer that knows it.'

/** An object, by its properties. */
export type Properties = Record<string, unknown>

/** A property that is stored as something else. */
export interface ConvertedProperty {
  readonly instance: Properties
  readonly name: string
  readonly plain: unknown
}

/** The instances of one class. */
export interface InstancesOfClass {
  readonly instances: Properties[]
  readonly converted: ConvertedProperty[]
}

export interface FoundInstances {
  /** By the names of known classes. */
  readonly classes: ReadonlyMap<string, InstancesOfClass>
  /** Of other classes, which come back as plain objects. */
  readonly others: ReadonlySet<object>
}

/** What becomes of instances of classes that are not known: each comes back as a plain object, or the value is refused. */
export type OtherInstances = 'plain' | 'refused'

/**
 * All instances of classes in a value, however deep.
 * @throws InvalidValueError for what would come back as something else: a function, an instance of another class
 */
export function findInstances(value: unknown, classes: EntityClasses, others: OtherInstances): FoundInstances {
  const found = { classes: new Map<string, InstancesOfClass>(), others: new Set<object>() }
  const seen = new Set<object>()
  // A list of what is still to be looked at, since graphs may be deeper than the stack.
  const open: unknown[] = [value]
  while (open.length > 0) {
    const one = open.pop()
    if (typeof one === 'function' || typeof one === 'symbol') throw unstorable(one, RETURN_DATA)
    if (typeof one !== 'object' || one === null || seen.has(one)) continue
    seen.add(one)
    if (hasContents(one)) refuseOtherProperties(one)
    if (isContent(one)) continue
    if (isMap(one)) for (const [key, item] of one) open.push(key, item)
    else if (isSet(one)) for (const item of one) open.push(item)
    else if (isArray(one) || isPlainObject(one)) for (const item of Object.values(one)) open.push(item)
    else open.push(...note(one as Properties, classes, others, found))
  }
  return found
}

/** @returns what stands in the instance's properties, as it is stored */
function note(
  instance: Properties,
  classes: EntityClasses,
  others: OtherInstances,
  found: { readonly classes: Map<string, InstancesOfClass>; readonly others: Set<object> },
): unknown[] {
  // What has slots that properties don't show would lose them.
  if (types.isPromise(instance)) throw unstorable(instance, 'Await it in the load.')
  if (types.isProxy(instance)) throw unstorable(instance, RETURN_DATA)
  const { constructor } = Object.getPrototypeOf(instance) as object
  const name = classes.nameOf(constructor)
  const type = name === undefined ? undefined : classes.named(name)
  if (name === undefined || !type) {
    if (!isAllProperties(instance)) throw unstorable(instance, `It holds more than its properties. ${RETURN_DATA}`)
    if (others === 'refused') throw unstorable(instance, CHOICES)
    found.others.add(instance)
    return Object.values(instance)
  }
  let ofClass = found.classes.get(name)
  if (!ofClass) found.classes.set(name, (ofClass = { instances: [], converted: [] }))
  ofClass.instances.push(instance)
  const converted = convert(instance, type)
  ofClass.converted.push(...converted)
  const plain = new Map(converted.map((property) => [property.name, property.plain]))
  return Object.entries(instance).map(([property, item]) => plain.get(property) ?? item)
}

/** What has contents beside its properties would lose them, as an Error or an instance of a class that extends Map. */
function isAllProperties(instance: Properties): boolean {
  const isOther = [types.isNativeError, types.isBoxedPrimitive, types.isArgumentsObject].some((is) => is(instance))
  return Object.keys(instance).length > 0 && !isOther && !hasContents(instance) && !Array.isArray(instance)
}

/** Whether it has contents beside properties, of which bytes are not properties. */
function hasContents(value: object): boolean {
  return types.isMap(value) || types.isSet(value) || types.isDate(value) || types.isRegExp(value)
}

function refuseOtherProperties(value: object): void {
  if (Object.keys(value).length > 0)
    throw unstorable(value, 'It has properties beside its contents: return a copy without them.')
}

function convert(instance: Properties, { conversions }: StoredClass): ConvertedProperty[] {
  return [...conversions].flatMap(([name, conversion]) => {
    // For a moment something else will stand there.
    const isWritable = Object.getOwnPropertyDescriptor(instance, name)?.writable ?? false
    const plain = isWritable ? plainOf(instance[name], conversion) : undefined
    return plain === undefined ? [] : [{ instance, name, plain }]
  })
}

/** Of an object that comes back from it; `undefined` for everything else, which is judged by itself. */
function plainOf(value: unknown, { toPlain, fromPlain }: Conversion): unknown {
  if (typeof value !== 'object' || value === null || isContent(value)) return undefined
  try {
    const plain = toPlain(value)
    return isDeepStrictEqual(fromPlain(plain), value) ? (plain ?? undefined) : undefined
  } catch {
    // Code of the application, which need not take what it has not made itself.
    return undefined
  }
}

function isContent(value: object): boolean {
  return isDate(value) || isBinary(value) || types.isRegExp(value) || types.isArrayBuffer(value)
}
