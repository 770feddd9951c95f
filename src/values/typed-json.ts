import { types } from 'node:util'
import { InvalidValueError } from '../errors'
import { isArray, isBinary, isDate, isPlainObject } from '../keys/built-ins'
import type { Properties } from './find-instances'
import { MARK, type Primitive, fromMarkedScalar, toMarkedScalar } from './marked-scalars'
import { putProperty } from './put-property'
import { unstorable } from './unstorable'

// JSON for what drivers give: dates, bytes, bigints and the numbers that JSON has no words for come back as they were.
// Each stands as a text with a mark and a letter before it. Node's structured serialization takes twice as long to read,
// and its dates are none to `instanceof` in tests that run in a realm of their own.

const REMEDY = 'Configure the driver to return text or plain data for it.'

/** What tells of an instance of a class besides its properties. */
export type InstanceNote = readonly string[]

/** Instances of classes that are given back as what they were. */
export interface Instances {
  /** `undefined` for what is no such instance; empty for one that is given back as a plain object. */
  noteOf(value: object): InstanceNote | undefined
  /** The instance, made of its properties in place. */
  revive(note: InstanceNote, properties: Properties): object
}

const noInstances: Instances = {
  noteOf: () => undefined,
  revive: () => {
    throw new InvalidValueError('A stored text has an instance of a class where there are none.')
  },
}

/** Begins the list that an instance stands as: its properties, and its note. */
const INSTANCE = '~e'

/** @throws InvalidValueError for what would come back as something else: an instance of another class, a function */
export function toTypedJson(value: unknown, instances = noInstances): string {
  const plain = new Writer(instances).toPlain(value)
  const text = JSON.stringify(plain)
  return plain === value ? text : MARK + text
}

/** @throws for what `toTypedJson` has not made */
export function fromTypedJson(text: string, instances = noInstances): unknown {
  return isTyped(text) ? fromPlain(JSON.parse(text.slice(1)), instances) : (JSON.parse(text) as unknown)
}

/** Whether there is something in it that JSON alone doesn't tell. */
export function isTyped(text: string): boolean {
  return text.startsWith(MARK)
}

/** Whether `toTypedJson` gives it back as it was: a tree of what it knows, in which nothing stands twice. */
export function isTypedTree(value: unknown, instances: Instances): boolean {
  const seen = new Set<object>()
  // A list of what is still to be looked at, since trees may be deeper than the stack.
  const open: unknown[] = [value]
  while (open.length > 0) {
    const one = open.pop()
    if (typeof one === 'function' || typeof one === 'symbol') return false
    if (typeof one !== 'object' || one === null) continue
    if (seen.has(one)) return false
    seen.add(one)
    if (isLeaf(one)) continue
    if (isArray(one) ? !isDense(one) : !isPlainObject(one) && !instances.noteOf(one)) return false
    for (const item of Object.values(one)) open.push(item)
  }
  return true
}

/** Holes, and properties beside the items, would be lost. */
export function isDense(items: readonly unknown[]): boolean {
  const names = Object.keys(items)
  // Indices come first among the names.
  return names.length === items.length && (names.length === 0 || names.at(-1) === String(items.length - 1))
}

function isLeaf(value: object): boolean {
  return isDate(value) || isBytes(value)
}

function isBytes(value: object): value is Uint8Array {
  return types.isUint8Array(value) && isBinary(value)
}

/** Gives the same where JSON gives it back, a copy elsewhere. */
class Writer {
  readonly #instances: Instances

  constructor(instances: Instances) {
    this.#instances = instances
  }

  toPlain(value: unknown): unknown {
    if (typeof value === 'object') return value === null ? null : this.#ofObject(value)
    if (typeof value === 'function' || typeof value === 'symbol') throw unstorable(value, REMEDY)
    return toMarkedScalar(value as Primitive)
  }

  #ofObject(value: object): unknown {
    if (isArray(value)) return this.#ofItems(value)
    if (isPlainObject(value)) return this.#ofProperties(value as Properties)
    if (isDate(value)) return `~d${value.getTime()}`
    if (isBytes(value)) {
      const base64 = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
      return Buffer.isBuffer(value) ? `~b${base64}` : `~a${base64}`
    }
    const note = this.#instances.noteOf(value)
    if (!note) throw unstorable(value, REMEDY)
    const properties = this.#ofProperties({ ...value })
    return note.length > 0 ? [INSTANCE, properties, ...note] : properties
  }

  #ofItems(items: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | undefined
    for (let i = 0; i < items.length; i++) {
      const plain = this.toPlain(items[i])
      if (plain !== items[i]) (copy ??= [...items])[i] = plain
    }
    return copy ?? items
  }

  #ofProperties(properties: Properties): Properties {
    let copy: Properties | undefined
    for (const name of Object.keys(properties)) {
      const plain = this.toPlain(properties[name])
      if (plain !== properties[name]) putProperty((copy ??= { ...properties }), name, plain)
    }
    return copy ?? properties
  }
}

/** Changes arrays and objects in place: nobody else has them. */
function fromPlain(plain: unknown, instances: Instances): unknown {
  if (typeof plain === 'string') return isTyped(plain) ? fromMarked(plain) : plain
  if (typeof plain !== 'object' || plain === null) return plain
  if (Array.isArray(plain)) {
    if (plain[0] === INSTANCE) {
      const [, properties, ...note] = plain as [string, Properties, ...string[]]
      if (!isPlainObject(properties)) throw new InvalidValueError('A stored text has an instance without properties.')
      return instances.revive(note, fromPlain(properties, instances) as Properties)
    }
    for (let i = 0; i < plain.length; i++) plain[i] = fromPlain(plain[i], instances)
    return plain
  }
  const properties = plain as Properties
  for (const name of Object.keys(properties)) {
    const value = fromPlain(properties[name], instances)
    if (value !== properties[name]) putProperty(properties, name, value)
  }
  return properties
}

function fromMarked(text: string): unknown {
  const rest = text.slice(2)
  switch (text[1]) {
    case 'd':
      return new Date(Number(rest))
    case 'b':
      return Buffer.from(rest, 'base64')
    case 'a':
      return new Uint8Array(Buffer.from(rest, 'base64'))
    default:
      return fromMarkedScalar(text)
  }
}
