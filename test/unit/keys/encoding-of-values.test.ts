import fc from 'fast-check'
import { literal } from '../../../src'
import { encodeParts } from '../../../src/keys/encoding'
import { UnattachedResolver } from '../../../src/keys/unattached-resolver'
import { anyText } from '../support/arbitraries'
import { runs } from '../../support/random-runs'

const textOf = (value: unknown): string => encodeParts([literal(value)], new UnattachedResolver()).text

const bytes = [0, 0x61, 0, 0, 0, 0, 0, 0]

/** Few and close to each other, so that two trees are often equal or nearly so. */
const closeLeaf = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, undefined, true, false, 0, -0, 1, NaN, Infinity, -Infinity, 0.1, 2 ** 53, 0n, 1n, -1n],
    ...['', '0', '1', 'a', 'true', 'null', 'undefined', 'NaN', '1n', '[]', '{}', '\0', '\ud800', '\udc00', '\ufffd'],
    ...['"\\ud800"', 'alkey:users#1', '1970-01-01T00:00:00.000Z', 'https://example.org/'],
  ),
  fc.constantFrom(0, 1, -1).map((time) => new Date(time)),
  fc.constantFrom('https://example.org/', 'https://example.org/?', 'alkey:a').map((url) => new URL(url)),
  fc
    .constantFrom(Buffer, Uint8Array, Int8Array, Uint8ClampedArray)
    .chain((type) => fc.constantFrom([], [0], bytes).map((values) => type.from(values) as unknown)),
  fc
    .constantFrom<new (buffer: ArrayBuffer) => ArrayBufferView>(
      Uint16Array,
      Float32Array,
      Float64Array,
      BigInt64Array,
      DataView,
    )
    .map((type) => new type(new Uint8Array(bytes).buffer)),
  // The same bytes as a window into more of them.
  fc.constant(new Uint8Array([9, ...bytes, 9]).subarray(1, 9)),
)

function tree(leaf: fc.Arbitrary<unknown>, text: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.sparseArray(tie('value'), { maxLength: 3, maxNumElements: 2 }),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => new Set(items)),
      fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 2 }).map((entries) => new Map(entries)),
      fc.dictionary(text, tie('value'), { maxKeys: 3 }),
    ),
  })).value
}

const closeText = fc.constantFrom('', 'a', 'b', '0', '1', '__proto__', 'toString', '\ud800', '\udc00')
const closeTree = tree(closeLeaf, closeText)
const wildTree = tree(fc.oneof(closeLeaf, anyText, fc.double(), fc.bigInt(), fc.date({ noInvalidDate: true })), anyText)

/** The notion of equality that keys promise, spelled out. */
function sameContent(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b)
  if (kindOf(a) !== kindOf(b)) return false
  if (a instanceof Date) return a.getTime() === (b as Date).getTime()
  if (a instanceof URL) return a.href === (b as URL).href
  if (ArrayBuffer.isView(a)) return Buffer.compare(bytesOf(a), bytesOf(b as ArrayBufferView)) === 0
  if (a instanceof Set) return sameBag([...a], [...(b as Set<unknown>)])
  if (a instanceof Map) return sameBag([...a], [...(b as Map<unknown, unknown>)])
  if (Array.isArray(a)) {
    const other = b as unknown[]
    return a.length === other.length && Array.from(a).every((item, i) => sameContent(item, other[i]))
  }
  return sameBag(Object.entries(a), Object.entries(b))
}

function kindOf(value: object): string {
  if (Buffer.isBuffer(value)) return 'Buffer'
  return Object.getPrototypeOf(value) === null ? 'Object' : value.constructor.name
}

function kindOfPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function sameBag(items: readonly unknown[], others: readonly unknown[]): boolean {
  const left = [...others]
  for (const item of items) {
    const at = left.findIndex((other) => sameContent(item, other))
    if (at < 0) return false
    left.splice(at, 1)
  }
  return left.length === 0
}

/** The same content, written in another order, with holes where it can have them. */
function rewritten(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const copy: unknown[] = Array.from({ length: value.length })
    for (const [i, item] of value.entries()) {
      if (item === undefined) Reflect.deleteProperty(copy, i)
      else copy[i] = rewritten(item)
    }
    return copy
  }
  if (value instanceof Set) return new Set([...value].reverse().map(rewritten))
  if (value instanceof Map) {
    return new Map([...value].reverse().map(([key, item]) => [rewritten(key), rewritten(item)]))
  }
  if (!kindOfPlain(value)) return structuredCloneOf(value)
  const entries = Object.entries(value).reverse()
  return Object.fromEntries(entries.map(([key, item]) => [key, rewritten(item)]))
}

function structuredCloneOf(value: object): unknown {
  if (value instanceof Date) return new Date(value)
  if (value instanceof URL) return new URL(value)
  return value
}

describe('the encoding of values', () => {
  test('is the same for two values just when their content is', () => {
    let equal = 0
    fc.assert(
      fc.property(closeTree, closeTree, (a, b) => {
        const areSame = sameContent(a, b)
        if (areSame) equal++
        expect(textOf(a) === textOf(b)).toBe(areSame)
      }),
      runs(10_000),
    )
    expect(equal).toBeGreaterThan(20)
  })

  test.each([
    ['close', closeTree],
    ['wild', wildTree],
  ])('does not depend on the order in which %s objects, maps and sets were filled', (_, trees) => {
    fc.assert(
      fc.property(trees, (value) => {
        expect(textOf(rewritten(value))).toBe(textOf(value))
      }),
      runs(2_000),
    )
  })

  test('tells wild values apart, and survives the way to the hash', () => {
    fc.assert(
      fc.property(wildTree, wildTree, (a, b) => {
        expect(textOf(a) === textOf(b)).toBe(sameContent(a, b))
        // The hash sees UTF-8, which has one character for all lone surrogates.
        expect(textOf(a).isWellFormed()).toBe(true)
      }),
      runs(2_000),
    )
  })

  const different: Record<string, [unknown, unknown]> = {
    'a number and its text': [1, '1'],
    'a number and a bigint': [1, 1n],
    'zero and minus zero': [0, -0],
    'null and undefined': [null, undefined],
    'a field that is undefined and none': [{ a: undefined }, {}],
    'a hole and null': [[,], [null]], // eslint-disable-line no-sparse-arrays
    'an array and an object with its indices': [['a'], { 0: 'a' }],
    'an object and a map': [{ a: 1 }, new Map([['a', 1]])],
    'an array and a set': [[1], new Set([1])],
    'a date and its time': [new Date(0), 0],
    'a date and its text': [new Date(0), '1970-01-01T00:00:00.000Z'],
    'a URL and its text': [new URL('https://example.org'), 'https://example.org/'],
    'a buffer and the same bytes': [Buffer.from('a'), new Uint8Array([0x61])],
    'an array and its bytes': [[0x61], new Uint8Array([0x61])],
    'two lone surrogates': ['\ud800', '\ud801'],
    'a lone surrogate and the replacement character': ['\ud800', '\ufffd'],
    'a lone surrogate and its JSON': ['\ud800', '"\\ud800"'],
    'accents composed and not': ['é', 'e\u0301'],
    'equal items once and twice in a set': [new Set([{}]), new Set([{}, {}])],
  }

  test.each(Object.entries(different))('tells apart %s', (_, [one, other]) => {
    expect(textOf(one)).not.toBe(textOf(other))
  })
})
