import { types } from 'node:util'
import { InvalidValueError, show } from '../errors'
import { isArray, isBinary, isDate, isPlainObject } from '../keys/built-ins'
import type { Properties } from './find-instances'
import { unstorable } from './unstorable'

// JSON for what drivers give: dates, bytes, bigints and the numbers that JSON has no words for come back as they were.
// Each stands as a text with a mark and a letter before it. Node's structured serialization takes twice as long to read,
// and its dates are none to `instanceof` in tests that run in a realm of their own.

const MARK = '~'
const REMEDY = 'Configure the driver to return text or plain data for it.'

/** @throws InvalidValueError for what would come back as something else: an instance of a class, a function */
export function toTypedJson(value: unknown): string {
  const plain = toPlain(value)
  const text = JSON.stringify(plain)
  return plain === value ? text : MARK + text
}

/** @throws for what `toTypedJson` has not made */
export function fromTypedJson(text: string): unknown {
  return isTyped(text) ? fromPlain(JSON.parse(text.slice(1))) : (JSON.parse(text) as unknown)
}

/** Whether there is something in it that JSON alone doesn't tell. */
export function isTyped(text: string): boolean {
  return text.startsWith(MARK)
}

/** The same where JSON gives it back, a copy elsewhere. */
function toPlain(value: unknown): unknown {
  switch (typeof value) {
    case 'boolean':
      return value
    case 'string':
      return value.startsWith(MARK) ? MARK + value : value
    case 'number':
      if (Object.is(value, -0)) return '~n-0'
      return Number.isFinite(value) ? value : `~n${value}`
    case 'bigint':
      return `~i${value}`
    case 'undefined':
      return '~u'
    case 'object':
      return value === null ? null : toPlainObject(value)
    default:
      throw unstorable(value, REMEDY)
  }
}

function toPlainObject(value: object): unknown {
  if (isArray(value)) return toPlainItems(value)
  if (isPlainObject(value)) return toPlainProperties(value as Properties)
  if (isDate(value)) return `~d${value.getTime()}`
  if (types.isUint8Array(value) && isBinary(value)) {
    const base64 = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
    return Buffer.isBuffer(value) ? `~b${base64}` : `~a${base64}`
  }
  throw unstorable(value, REMEDY)
}

function toPlainItems(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let i = 0; i < items.length; i++) {
    const plain = toPlain(items[i])
    if (plain !== items[i]) (copy ??= [...items])[i] = plain
  }
  return copy ?? items
}

function toPlainProperties(properties: Properties): Properties {
  let copy: Properties | undefined
  for (const name of Object.keys(properties)) {
    const plain = toPlain(properties[name])
    if (plain !== properties[name]) put((copy ??= { ...properties }), name, plain)
  }
  return copy ?? properties
}

/** Changes arrays and objects in place: nobody else has them. */
function fromPlain(plain: unknown): unknown {
  if (typeof plain === 'string') return isTyped(plain) ? fromMarked(plain) : plain
  if (typeof plain !== 'object' || plain === null) return plain
  if (Array.isArray(plain)) {
    for (let i = 0; i < plain.length; i++) plain[i] = fromPlain(plain[i])
    return plain
  }
  const properties = plain as Properties
  for (const name of Object.keys(properties)) {
    const value = fromPlain(properties[name])
    if (value !== properties[name]) put(properties, name, value)
  }
  return properties
}

function fromMarked(text: string): unknown {
  const rest = text.slice(2)
  switch (text[1]) {
    case MARK:
      return MARK + rest
    case 'n':
      return Number(rest)
    case 'i':
      return BigInt(rest)
    case 'u':
      return undefined
    case 'd':
      return new Date(Number(rest))
    case 'b':
      return Buffer.from(rest, 'base64')
    case 'a':
      return new Uint8Array(Buffer.from(rest, 'base64'))
    default:
      throw new InvalidValueError(`A stored text begins with an unknown mark: ${show(text)}.`)
  }
}

/** A document may have a property with the name `__proto__`, which an assignment would take for something else. */
function put(properties: Properties, name: string, value: unknown): void {
  if (name !== '__proto__') properties[name] = value
  else Object.defineProperty(properties, name, { value, writable: true, enumerable: true, configurable: true })
}
