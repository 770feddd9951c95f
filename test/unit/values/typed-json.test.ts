import { inspect, isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { InvalidValueError } from '../../../src'
import { fromTypedJson, isTyped, toTypedJson } from '../../../src/values/typed-json'
import { runs } from '../../support/random-runs'

class Interval {
  readonly days = 1
}

/** With a field that its time doesn't show. */
class Labelled extends Date {
  label = 'mine'
}

const shown = (value: unknown): string => inspect(value, { depth: Infinity })
const copyOf = (value: unknown): unknown => fromTypedJson(toTypedJson(value))

const content = fc.oneof(
  ...[fc.string({ unit: 'binary' }), fc.double(), fc.bigInt(), fc.boolean(), fc.date({ noInvalidDate: false })],
  ...[
    fc.constantFrom(null, undefined, -0, '~', '~~', '~d1'),
    fc.uint8Array(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  ],
  fc.string().map((text) => `~${text}`),
)
const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toJSON', '~n'))
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    content,
    fc.array(tie('tree')),
    // Also with a property `__proto__`, as JSON makes it.
    fc.array(fc.tuple(name, tie('tree'))).map((entries) => Object.fromEntries(entries) as unknown),
  ),
}))

test('everything comes back as it was, and is left as it is', () => {
  fc.assert(
    fc.property(tree, (value) => {
      const before = shown(value)
      const copy = copyOf(value)
      // Jest asks objects for their `constructor`, which may be anything here.
      expect(isDeepStrictEqual(copy, value)).toBe(true)
      expect(isDeepStrictEqual(copyOf(copy), copy)).toBe(true)
      expect(shown(value)).toBe(before)
    }),
    runs(100),
  )
})

test('what JSON gives back is JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const plain: unknown = JSON.parse(JSON.stringify(value))
      const text = toTypedJson(plain)
      expect(isTyped(text) ? copyOf(plain) : JSON.parse(text)).toStrictEqual(plain)
    }),
    runs(100),
  )
  expect(toTypedJson([{ id: 1, name: 'tea', tags: [], note: null }])).toBe(
    '[{"id":1,"name":"tea","tags":[],"note":null}]',
  )
})

test('a document is not taken for something else', () => {
  const value: unknown = JSON.parse('{"__proto__":{"a":"~u"},"b":{"type":"Buffer","data":[1]}}')
  const copy = copyOf(value) as object
  expect(Object.entries(copy)).toEqual(Object.entries(value as object))
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
  expect(copyOf(JSON.parse('{"__proto__":"~u"}'))).toStrictEqual(JSON.parse('{"__proto__":"~u"}'))
})

test('bytes are Buffers where they were, and have a memory of their own', () => {
  const whole = Buffer.from('some tea')
  const [buffer, bytes] = copyOf([whole.subarray(5), new Uint8Array(whole.buffer, whole.byteOffset + 5, 3)]) as [
    Buffer,
    Uint8Array,
  ]
  expect(buffer.toString()).toBe('tea')
  expect(Buffer.isBuffer(bytes)).toBe(false)
  expect(bytes.buffer.byteLength).toBe(3)
})

test.each([
  ['an instance of a class', new Interval()],
  ['a derived date', new Labelled()],
  ['a derived array', new (class Rows extends Array<unknown> {})()],
  ['numbers of other sizes', Float32Array.of(1)],
  ['a Map', new Map()],
  ['a function', (): void => undefined],
  ['a symbol', Symbol('mine')],
])('%s is refused, however deep', (_, value) => {
  for (const one of [value, [value], [{ a: { b: value } }]]) expect(() => toTypedJson(one)).toThrow(InvalidValueError)
})

test('what was made otherwise is refused', () => {
  expect(() => fromTypedJson('~["~x1"]')).toThrow(InvalidValueError)
  expect(() => fromTypedJson('')).toThrow(SyntaxError)
})
