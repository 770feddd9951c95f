import { KnownQueries } from '../../../../src/typeorm/result-cache/known-queries'
import type { QueryPlace } from '../../../../src/typeorm/result-cache/query-parts'

const place: QueryPlace = { id: undefined, type: 'postgres', database: 'shop', schema: 'public' }
const tell = (): object => ({})

test('the same text in the same place is told once', () => {
  const [known, basis] = [new KnownQueries<object>(), {}]
  const first = known.of(basis, 'SELECT 1', undefined, place, tell)
  expect(known.of(basis, 'SELECT 1', undefined, { ...place }, tell)).toBe(first)
  expect(known.of(basis, 'SELECT 2', undefined, place, tell)).not.toBe(first)
})

test('that nothing is told is remembered, too', () => {
  const [known, basis] = [new KnownQueries<undefined>(), {}]
  const tellNothing = jest.fn(() => undefined)
  for (let i = 0; i < 2; i++) known.of(basis, 'SELECT 1', undefined, place, tellNothing)
  expect(tellNothing).toHaveBeenCalledTimes(1)
})

test.each<[string, Partial<QueryPlace>]>([
  ['id', { id: 'users' }],
  ['type', { type: 'mysql' }],
  ['database', { database: 'other' }],
  ['schema', { schema: 'other' }],
])('with another %s the same text is another query', (_, other) => {
  const [known, basis] = [new KnownQueries<object>(), {}]
  const first = known.of(basis, 'SELECT 1', undefined, place, tell)
  expect(known.of(basis, 'SELECT 1', undefined, { ...place, ...other }, tell)).not.toBe(first)
})

test('with another basis the same text tells something else', () => {
  const known = new KnownQueries<object>()
  const first = known.of({}, 'SELECT 1', undefined, place, tell)
  expect(known.of({}, 'SELECT 1', undefined, place, tell)).not.toBe(first)
})

test('what fails to be told is asked again', () => {
  const [known, basis] = [new KnownQueries<object>(), {}]
  const fail = (): never => {
    throw new Error('away')
  }
  expect(() => known.of(basis, 'SELECT 1', undefined, place, fail)).toThrow('away')
  expect(known.of(basis, 'SELECT 1', undefined, place, tell)).toEqual({})
})

test.each([undefined, 'tenant', '', 7, 7n, true, NaN])('a text with the variant %p is told once', (variant) => {
  const [known, basis] = [new KnownQueries<object>(), {}]
  const first = known.of(basis, 'SELECT 1', variant, place, tell)
  expect(known.of(basis, 'SELECT 1', variant, place, tell)).toBe(first)
})

test('a text is told for each variant', () => {
  const [known, basis] = [new KnownQueries<object>(), {}]
  const variants = [undefined, 'undefined', 'SELECT 1', '', '7', 7, 7n, 0, -0, false, 'false']
  const all = variants.map((variant) => known.of(basis, 'SELECT 1', variant, place, tell))
  expect(new Set(all).size).toBe(variants.length)
})

test('a variant and a text are not taken for others that look the same when joined', () => {
  const [known, basis] = [new KnownQueries<object>(), {}]
  const first = known.of(basis, 'b', 'a', place, tell)
  expect(known.of(basis, '', 'ab', place, tell)).not.toBe(first)
  expect(known.of(basis, 'string1:ab', undefined, place, tell)).not.toBe(first)
})

test('with an object as its variant, which may change, a text is told each time', () => {
  const [known, basis, variant] = [new KnownQueries<object>(), {}, { tenant: 1 }]
  const first = known.of(basis, 'SELECT 1', variant, place, tell)
  expect(known.of(basis, 'SELECT 1', variant, place, tell)).not.toBe(first)
})
