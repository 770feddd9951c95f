import { inspect } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { InvalidValueError } from '../../../src'
import { fromGraphJson, toGraphJson } from '../../../src/values/graph-json'
import { runs } from '../../support/random-runs'

const copyOf = (value: unknown): unknown => fromGraphJson(toGraphJson(value))
/** Looks like a plain object. */
function argumentsOf(): unknown {
  return arguments // eslint-disable-line prefer-rest-params -- what it is about
}
const shown = (value: unknown): string => inspect(value, { depth: Infinity, maxArrayLength: null })

const values = [
  ...[fc.string({ unit: 'binary' }), fc.integer(), fc.double(), fc.boolean(), fc.bigInt(), fc.date()],
  ...[fc.constantFrom(null, undefined, '~', '~o0', '~~', '~u'), fc.uint8Array().map((bytes) => Buffer.from(bytes))],
]
const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toJSON', '~o0', '1'))

test('it keeps what the structured serialization of Node.js keeps', () => {
  const options = { key: name, values, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true }
  fc.assert(
    fc.property(fc.anything(options), (value) => {
      const before = shown(value)
      const structured: unknown = deserialize(serialize(value))
      const copy = copyOf(value)
      // What Node.js makes is of another realm than the test.
      expect(shown(copy)).toBe(shown(structured))
      expect(shown(value)).toBe(before)
    }),
    runs(200),
  )
})

test('what was shared is shared again, also what refers to itself', () => {
  const at = new Date(0)
  const list: unknown[] = [at, at]
  list.push(list, new Map<unknown, unknown>([[list, new Set([at])]]))
  const copy = copyOf(list) as [Date, Date, unknown, Map<unknown, Set<Date>>]
  expect(copy[1]).toBe(copy[0])
  expect(copy[2]).toBe(copy)
  expect([...(copy[3].get(copy) ?? [])][0]).toBe(copy[0])
  expect(copy[0]).not.toBe(at)
})

test('arrays keep their holes, their length and properties beside their items', () => {
  const few: unknown[] = []
  few[1_000_000_000] = 'last'
  const copy = copyOf([few, Object.assign(['a'], { index: 3 }), new Array(3)]) as [unknown[], object, unknown[]]
  expect([copy[0].length, Object.keys(copy[0])]).toEqual([1_000_000_001, ['1000000000']])
  expect(Object.entries(copy[1])).toEqual([
    ['0', 'a'],
    ['index', 3],
  ])
  expect([copy[2].length, Object.keys(copy[2])]).toEqual([3, []])
})

test('of a large memory only what a view shows is written', () => {
  const large = Buffer.alloc(100_000)
  expect(toGraphJson([large.subarray(0, 3), new Uint8Array(large.buffer, 0, 3)]).length).toBeLessThan(100)
})

test.each<[string, unknown]>([
  ['a proxy', new Proxy({}, {})],
  ['a proxy of a list', new Proxy([], {})],
  ['arguments', argumentsOf()],
  ['a boxed text', Object('a')],
  ['a function', () => 1],
  ['a symbol', Symbol('a')],
])('%s is refused, as it would come back as something else', (_, value) => {
  expect(() => toGraphJson({ value })).toThrow(InvalidValueError)
})

test.each([
  '["~o1",[]]',
  '["~q",[]]',
  '["~o0",[["shape",1]]]',
  '["~o0",[["bytes","Function",""]]]',
  '["~o0",[["array",["~o7"]]]]',
])('%s is refused: nothing here has written it', (text) => {
  expect(() => fromGraphJson(text)).toThrow(InvalidValueError)
})
