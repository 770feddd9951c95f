import { types } from 'node:util'
import { InvalidPartError, show } from '../errors'

// What the language and Node.js make, and nothing derived from it: a subclass may hold what its base doesn't show.
// Other realms, as in Jest or node:vm, have built-ins of their own, so a prototype is known by its place.

export function isArray(value: object): value is readonly unknown[] {
  return Array.isArray(value) && prototypesOf(value).length === 1
}

export function isMap(value: object): value is ReadonlyMap<unknown, unknown> {
  return types.isMap(value) && prototypesOf(value).length === 1
}

export function isSet(value: object): value is ReadonlySet<unknown> {
  return types.isSet(value) && prototypesOf(value).length === 1
}

/** Also a date of a subclass that adds nothing, as all dates are under fake timers. */
export function isDate(value: object): value is Date {
  if (!types.isDate(value)) return false
  const derived = prototypesOf(value).slice(0, -1)
  return derived.length === 0 || (fieldsOf(value).length === 0 && derived.every((one) => ownsOnlyConstructor(one)))
}

export function isURL(value: object): value is URL {
  return value instanceof URL && Object.getPrototypeOf(value) === URL.prototype
}

/** A buffer, a typed array or a `DataView`. */
export function isBinary(value: object): value is NodeJS.ArrayBufferView {
  if (Buffer.isBuffer(value)) return Object.getPrototypeOf(value) === Buffer.prototype
  // All typed arrays share a prototype.
  return ArrayBuffer.isView(value) && prototypesOf(value).length === (types.isTypedArray(value) ? 2 : 1)
}

/** An object that inherits no values; that of a parsed query has an empty prototype. */
export function isPlainObject(value: object): boolean {
  const prototype = prototypeOf(value)
  if (prototype === null || isObjectPrototype(prototype)) return true
  return prototypeOf(prototype) === null && Reflect.ownKeys(prototype).length === 0
}

/** Refuses what has properties besides its content: they would be lost, and with them a difference. */
export function refuseFields(value: object): void {
  const [field] = fieldsOf(value)
  if (field === undefined) return
  throw new InvalidPartError(
    `${show(value)} can't be part of a key, because it has the extra property '${field}'. Pass a copy without it.`,
  )
}

function fieldsOf(value: object): string[] {
  return Object.keys(value)
}

function ownsOnlyConstructor(prototype: object): boolean {
  return Reflect.ownKeys(prototype).every((key) => key === 'constructor')
}

/** The prototypes between a value and its realm's `Object.prototype`. */
function prototypesOf(value: object): object[] {
  const found: object[] = []
  for (let one = prototypeOf(value); one !== null && !isObjectPrototype(one); one = prototypeOf(one)) found.push(one)
  return found
}

function isObjectPrototype(value: object): boolean {
  return prototypeOf(value) === null && Object.hasOwn(value, 'hasOwnProperty')
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null
}
