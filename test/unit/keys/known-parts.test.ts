import fc from 'fast-check'
import { ref, scope } from '../../../src'
import { KnownParts } from '../../../src/keys/known-parts'
import { PartsEncoder } from '../../../src/keys/parts-encoder'
import { UnattachedResolver } from '../../../src/keys/unattached-resolver'

class User {
  id?: number
}

/** No two of them are the same parts. */
const different: readonly (readonly unknown[])[] = [
  [],
  ['a'],
  ['a', 'b'],
  ['ab'],
  ['1'],
  [1],
  [1n],
  [0],
  [NaN],
  [true],
  ['true'],
  [null],
  [undefined],
  ['undefined'],
  ['users', 1],
  [ref('users', 1)],
  [ref('users', '1')],
  [ref('users', 1n)],
  [ref('users', 1), 2],
  [ref('users', 1), ref('users', 2)],
  [User],
  [ref(User, 1)],
  [scope('users', { id: 1 })],
  [scope('users', { id: '1' })],
  [scope('users', { id: null })],
  [scope('users', { id: 1 }), 'name', 2],
  [scope('users', { id: 1, name: 2 })],
  [scope('users', { name: 2, id: 1 })],
  [scope(User, { id: 1 })],
  ['\ud800'],
  ['\ud801'],
]

test('the same parts are found again, and no others', () => {
  const known = new KnownParts<number>()
  for (const [i, parts] of different.entries()) {
    expect(known.find(parts)).toBeUndefined()
    known.add(parts, i)
  }
  for (const [i, parts] of different.entries()) expect(known.find([...parts])).toBe(i)
  expect(known.find([ref('users', 1), ref('users', 2), 3])).toBeUndefined()
})

test.each([
  ['an object, which may change', {}],
  ['an array', [1]],
  ['a date', new Date(0)],
  ['a symbol', Symbol('a')],
  ['-0, which is no 0', -0],
  ['a ref with an object', ref('users', { id: 1 })],
  ['a ref with -0', ref('users', -0)],
  ['a ref to what may change', ref({ type: User, name: 'User' }, 1)],
  ['a scope with an object', scope('users', { city: { id: 1 } })],
  ['a scope with -0', scope('users', { id: -0 })],
  ['a scope that somebody else made', Object.create(scope('users', { id: 1 }), { values: { get: () => ({}) } })],
  ['a ref that somebody else made', Object.create(ref('users', 1), { id: { get: () => 1 } })],
])('nothing is found with %s', (_, part) => {
  const known = new KnownParts<number>()
  known.add(['a', part], 1)
  known.add(['a', 0], 2)
  known.add([ref('users', 0)], 3)
  expect(known.find(['a', part])).toBeUndefined()
  expect(known.find([part])).toBeUndefined()
})

test('no code of the caller runs', () => {
  const fail = (): never => {
    throw new Error('it ran')
  }
  const trapped = new Proxy(ref('users', 1), { get: fail, getPrototypeOf: fail, has: fail })
  expect(new KnownParts().find([trapped])).toBeUndefined()
})

test('what is remembered is bounded, by its number and by its texts', () => {
  for (const textOf of [String, (i: number) => `${i}`.padStart(1_000)]) {
    const known = new KnownParts<number>()
    const parts = Array.from({ length: 100_000 }, (_, i) => [textOf(i)])
    for (const [i, one] of parts.entries()) known.add(one, i)
    const kept = parts.filter((one) => known.find(one) !== undefined)
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.length).toBeLessThanOrEqual(40_002)
    expect(known.find(parts.at(-1) ?? [])).toBe(99_999)
  }
})

test('what is asked for now and then stays', () => {
  const known = new KnownParts<string>()
  known.add(['often'], 'kept')
  for (let i = 0; i < 200_000; i++) {
    known.add([i], 'seldom')
    if (i % 10_000 === 0) expect(known.find(['often'])).toBe('kept')
  }
  expect(known.find([0])).toBeUndefined()
})

test('what is remembered of any parts is what they are encoded to', () => {
  const id = fc.oneof(fc.constantFrom(1, 0, -0, '1'), fc.integer(), fc.string())
  const part = fc.oneof(
    fc.constantFrom<unknown>('a', 1, '1', null, undefined, 0, -0, 'alkey:users#1', 'alkey:users#*'),
    fc.jsonValue(),
    fc.double(),
    fc.bigInt(),
    id.map((one) => ref('users', one)),
  )
  const encoder = new PartsEncoder(new UnattachedResolver('1', 'shop'))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
      const { text } = encoder.encode(parts)
      expect(encoder.prepare(parts).text).toBe(text)
      expect(encoder.prepare(parts).text).toBe(text)
    }),
    { numRuns: 2_000 },
  )
})
