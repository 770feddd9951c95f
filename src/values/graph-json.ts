import { types } from 'node:util'
import { InvalidValueError, show } from '../errors'
import { isBinary } from '../keys/built-ins'
import type { Properties } from './find-instances'
import { MARK, type JsonScalar, type Primitive, fromMarkedScalar, toMarkedScalar } from './marked-scalars'
import { putProperty } from './put-property'
import { isDense } from './typed-json'
import { unstorable } from './unstorable'

// JSON for objects that refer to each other. It is a list of all of them, and a reference is a place in that list, as a
// text with a mark. So what was shared is shared again, and no depth is too much. It keeps what the structured
// serialization of Node.js keeps, and is the same in every runtime.

/** A scalar, or where in the list an object stands. */
type Link = JsonScalar
type LinkOf = (value: unknown) => Link
type ValueOf = (link: Link) => unknown

/** An object in the list. */
type Node =
  | readonly [kind: 'object', properties: Properties]
  | readonly [kind: 'array', items: unknown[]]
  | readonly [kind: 'sparse', length: number, properties: Properties]
  | readonly [kind: 'map' | 'set', items: readonly Link[]]
  | readonly [kind: 'date', time: number | null]
  | readonly [kind: 'regexp', source: string, flags: string]
  | readonly [kind: 'bytes', type: string, base64: string]

const REMEDY = 'Return plain data for it.'

const VIEWS: readonly string[] = [
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ...['Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'DataView'],
]

/** @throws InvalidValueError for what would come back as something else */
export function toGraphJson(value: unknown): string {
  const objects: object[] = []
  const places = new Map<object, number>()
  const linkOf = (item: unknown): Link => {
    if (typeof item === 'function' || typeof item === 'symbol') throw unstorable(item, REMEDY)
    if (typeof item !== 'object' || item === null) return toMarkedScalar(item as Primitive)
    let place = places.get(item)
    if (place === undefined) places.set(item, (place = objects.push(item) - 1))
    return `${MARK}o${place}`
  }
  const root = linkOf(value)
  const nodes: Node[] = []
  // The list grows meanwhile.
  for (const object of objects) nodes.push(nodeOf(object, linkOf))
  return JSON.stringify([root, nodes])
}

/** @throws for what `toGraphJson` has not made */
export function fromGraphJson(text: string): unknown {
  const [root, nodes] = JSON.parse(text) as [Link, Node[]]
  const objects = nodes.map(emptyObjectOf)
  const valueOf = (link: Link): unknown => {
    if (typeof link !== 'string' || !link.startsWith(MARK)) return link
    if (link[1] !== 'o') return fromMarkedScalar(link)
    const object = objects[Number(link.slice(2))]
    if (!object) throw new InvalidValueError(`A stored text refers to an object that is not in it: ${show(link)}.`)
    return object
  }
  for (const [i, node] of nodes.entries()) fill(objects[i], node, valueOf)
  return valueOf(root)
}

function nodeOf(object: object, linkOf: LinkOf): Node {
  if (types.isProxy(object) || types.isBoxedPrimitive(object) || types.isArgumentsObject(object)) {
    throw unstorable(object, REMEDY)
  }
  if (Array.isArray(object)) return arrayNodeOf(object, linkOf)
  if (types.isMap(object)) return ['map', Array.from(object).flat().map(linkOf)]
  if (types.isSet(object)) return ['set', Array.from(object, linkOf)]
  if (types.isDate(object)) return ['date', object.getTime()]
  if (types.isRegExp(object)) return ['regexp', object.source, object.flags]
  if (types.isArrayBuffer(object)) return ['bytes', 'ArrayBuffer', Buffer.from(object).toString('base64')]
  if (isBinary(object)) {
    const bytes = Buffer.from(object.buffer, object.byteOffset, object.byteLength)
    return ['bytes', Buffer.isBuffer(object) ? 'Buffer' : tagOf(object), bytes.toString('base64')]
  }
  return ['object', linksIn(object, linkOf)]
}

function arrayNodeOf(items: readonly unknown[], linkOf: LinkOf): Node {
  return isDense(items) ? ['array', items.map(linkOf)] : ['sparse', items.length, linksIn(items, linkOf)]
}

function linksIn(object: object, linkOf: LinkOf): Properties {
  const links: Properties = {}
  for (const [name, value] of Object.entries(object)) putProperty(links, name, linkOf(value))
  return links
}

/** `Uint8Array` and the like, also of another realm. */
function tagOf(view: NodeJS.ArrayBufferView): string {
  return Object.prototype.toString.call(view).slice('[object '.length, -1)
}

function emptyObjectOf(node: Node): object {
  switch (node[0]) {
    case 'object':
    case 'array':
      return node[1]
    case 'sparse':
      return new Array<unknown>(node[1])
    case 'map':
      return new Map()
    case 'set':
      return new Set()
    case 'date':
      // JSON has `null` for the time of an invalid date.
      return new Date(node[1] ?? NaN)
    case 'regexp':
      return new RegExp(node[1], node[2])
    case 'bytes':
      return bytesOf(node[1], Buffer.from(node[2], 'base64'))
    default:
      throw new InvalidValueError(`A stored text has an object of an unknown kind: ${show(node)}.`)
  }
}

function bytesOf(type: string, bytes: Buffer): object {
  if (type === 'Buffer') return bytes
  const memory = new Uint8Array(bytes).buffer
  if (type === 'ArrayBuffer') return memory
  // Not every runtime has all of them.
  const View = VIEWS.includes(type) ? (globalThis as Properties)[type] : undefined
  if (typeof View !== 'function') throw new InvalidValueError(`A stored text has bytes of an unknown type: ${type}.`)
  return new (View as new (memory: ArrayBuffer) => object)(memory)
}

function fill(object: unknown, node: Node, valueOf: ValueOf): void {
  switch (node[0]) {
    case 'array':
      for (const [i, link] of node[1].entries()) node[1][i] = valueOf(link as Link)
      break
    case 'object':
      fillProperties(node[1], node[1], valueOf)
      break
    case 'sparse':
      fillProperties(object as Properties, node[2], valueOf)
      break
    case 'map':
      for (let i = 0; i < node[1].length; i += 2)
        (object as Map<unknown, unknown>).set(valueOf(node[1][i] as Link), valueOf(node[1][i + 1] as Link))
      break
    case 'set':
      for (const link of node[1]) (object as Set<unknown>).add(valueOf(link))
  }
}

function fillProperties(object: Properties, links: Properties, valueOf: ValueOf): void {
  for (const [name, link] of Object.entries(links)) putProperty(object, name, valueOf(link as Link))
}
